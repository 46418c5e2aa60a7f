import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSkillRuntime } from '@blufio/sandbox'
import { compileMetered, instantiateMetered, rewrite } from '@blufio/sandbox/rewriter'
import { wasmModule } from './wasm-bytes.mjs'

const hostFunction = (name, params, results = []) => ({ module: 'blufio', name, params, results })
const call = (index) => [0x10, index]
const i32 = (value) => [0x41, value]

/** Answers with its own input: get_input(0); set_output(0, get_input_len()). Five operators, and one for the entry. */
const ECHO = wasmModule({
  imports: [
    hostFunction('get_input', ['i32']),
    hostFunction('get_input_len', [], ['i32']),
    hostFunction('set_output', ['i32', 'i32']),
  ],
  functions: [{ name: 'run', code: [...i32(0), ...call(0), ...i32(0), ...call(1), ...call(2)] }],
})
const ECHO_FUEL = 6n

/** Adds two numbers: local.get 0, local.get 1, i32.add. */
const ADDER = wasmModule({
  functions: [{ name: 'add', params: ['i32', 'i32'], results: ['i32'], code: [0x20, 0, 0x20, 1, 0x6a] }],
})

const MANIFEST = {
  name: 'echo',
  version: '1.0.0',
  description: 'Says what it hears',
  capabilities: { env: [] },
  resources: { fuel: 1_000_000_000n, memoryMb: 1, epochTimeoutSecs: 5 },
  wasmEntry: 'skill.wasm',
}

for (const isolation of ['inline', 'worker']) {
  test(`${isolation}: runs a skill on its input and counts its fuel to the unit`, async () => {
    const { content, outcome, isError, usage } = await echo(isolation, { text: 'grüße' })
    assert.deepEqual(
      { outcome, isError, content: JSON.parse(content) },
      { outcome: 'ok', isError: false, content: { text: 'grüße' } },
    )
    assert.equal(usage.fuel, ECHO_FUEL)
    assert.equal(usage.fuelExact, true)
    assert.equal(usage.peakMemoryBytes, 65_536)
  })
}

test('rewrites a module into a valid one that says what it did', () => {
  const { bytes, plan } = rewrite(ADDER)
  assert.ok(WebAssembly.validate(bytes))
  assert.ok(typeof plan === 'object' && plan !== null)
})

test('meters a module of any host, and shows no export but its own', async () => {
  const { exports, ...rest } = await adderWith(8n)
  assert.deepEqual(Object.keys(exports), ['memory', 'add'])
  assert.ok(rest)
})

test('a budget suffices exactly when it is what the run consumes', async () => {
  const instance = await adderWith(8n)
  assert.equal(instance.exports.add(2, 3), 5)
  assert.equal(instance.fuelConsumed, 4n)
  assert.equal(instance.exports.add(2, 3), 5)
  assert.equal(instance.fuelConsumed, 8n)
  assert.throws(() => instance.exports.add(2, 3), { code: 'ERR_FUEL_EXHAUSTED' })
})

async function adderWith(fuel) {
  return instantiateMetered(await compileMetered(ADDER), {}, { fuel })
}

async function echo(isolation, input) {
  const runtime = await createSkillRuntime({ isolation })
  try {
    await runtime.loadSkill(MANIFEST, ECHO)
    return await runtime.invoke({ skillName: 'echo', input })
  } finally {
    await runtime.close()
  }
}
