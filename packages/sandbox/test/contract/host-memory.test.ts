import type { JsonValue } from '@blufio/core'
import { describe, expect, test } from 'vitest'
import { raw } from '../support/module-bytes.ts'
import { ISOLATIONS, manifestOf, runOnce, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const MIB = 1_048_576
const MOST_FUEL = 18_446_744_073_709_551_615n
/** Has room for a mebibyte at 65,536. */
const LARGE_MEMORY = '(memory (export "memory") 17)'
const ECHO = skillWat(
  '(call $get_input (i32.const 65536)) (call $set_output (i32.const 65536) (call $get_input_len))',
  LARGE_MEMORY,
)

describe.each(ISOLATIONS)('an input, $isolation', (options) => {
  test.each([
    ['1 MiB', 'x'.repeat(MIB - 2)],
    [
      'keys that objects inherit',
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2},"toString":3}'),
    ],
    ['lone surrogates', { '\ud800': 'a\udfffb', pair: '🐢' }],
    ['controls and separators of lines', '\0\x1b\u2028\u2029\ufeff'],
    ['numbers at the ends of their range', [Number.MAX_VALUE, Number.MIN_VALUE, -0, Number.MAX_SAFE_INTEGER]],
    ['what JSON can not say, as null', [Number.NaN, Number.POSITIVE_INFINITY] as JsonValue],
  ])('of %s arrives as JSON.stringify writes it', async (_, input) => {
    expect(await runOnce(options, ECHO, { input })).toMatchObject({ outcome: 'ok', content: JSON.stringify(input) })
  })

  test.each([
    ['one byte more than 1 MiB', 'x'.repeat(MIB - 1), {}, MIB + 1],
    ['fewer characters than bytes', '€'.repeat(400), { maxInputBytes: 1000 }, 1202],
  ])('of %s is too large', async (_, input, limits, bytes) => {
    await expect(runOnce({ ...options, limits }, ECHO, { input })).rejects.toMatchObject({
      code: 'ERR_INPUT_TOO_LARGE',
      message: expect.stringContaining(`${bytes} bytes`),
    })
  })

  test('nested 100,000 deep arrives, or is told to be too deep; the runtime goes on', async () => {
    const json = '['.repeat(100_000) + ']'.repeat(100_000)
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const told = await runtime.invoke({ skillName: 'test-skill', input: JSON.parse(json) }).then(
        ({ content }) => content,
        ({ code }) => code,
      )
      expect([json, 'ERR_INPUT_NOT_JSON']).toContain(told)
      expect((await runtime.invoke({ skillName: 'test-skill', input: 1 })).content).toBe('1')
    })
  })

  test.each([
    ['a toJSON', { toJSON: thrower }],
    ['a getter', Object.defineProperty({}, 'trap', { get: thrower, enumerable: true })],
    ['a proxy', new Proxy({}, { ownKeys: thrower })],
  ])('with %s that throws is no JSON', async (_, input) => {
    await expect(runOnce(options, ECHO, { input: input as never })).rejects.toMatchObject({
      code: 'ERR_INPUT_NOT_JSON',
      message: expect.stringContaining('thrown by the input'),
    })
  })

  test('is what it was when invoke was called', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const input = { list: [1] }
      const running = runtime.invoke({ skillName: 'test-skill', input })
      input.list.push(2)
      expect((await running).content).toBe('{"list":[1]}')
    })
  })

  test('that invokes another run while it is written leaves both to their end', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const runs: Promise<{ content: string }>[] = []
      const input = { toJSON: () => runs.push(runtime.invoke({ skillName: 'test-skill', input: 'inner' })) }
      const outer = await runtime.invoke({ skillName: 'test-skill', input: input as never })
      expect(outer.content).toBe('1')
      expect((await Promise.all(runs)).map(({ content }) => content)).toEqual(['"inner"'])
    })
  })

  test('that replaces the skill while it is written is run by one of the two', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      let loading: Promise<void> | undefined
      const toJSON = (): number => {
        loading = runtime.loadSkill(manifestOf(), saying('new'))
        return 7
      }
      const { content } = await runtime.invoke({ skillName: 'test-skill', input: { toJSON } as never })
      expect(['7', 'new']).toContain(content)
      await loading
      expect((await runtime.invoke({ skillName: 'test-skill', input: null })).content).toBe('new')
    })
  })

  test('that closes the runtime while it is written is not run', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const toJSON = (): number => {
        void runtime.close()
        return 7
      }
      const told = await runtime.invoke({ skillName: 'test-skill', input: { toJSON } as never }).then(
        ({ outcome }) => outcome,
        ({ code }) => code,
      )
      expect(['cancelled', 'ERR_RUNTIME_CLOSED']).toContain(told)
    })
  })

  test('is read anew by each run, whatever an earlier one did with it', async () => {
    const wasm = skillWat(
      `(call $get_input (i32.const 0)) (call $get_input (i32.const 2)) (memory.fill (i32.const 3) (i32.const 120) (i32.const 3))
       (call $get_input (i32.const 1)) (call $set_output (i32.const 0) (i32.const 9))`,
    )
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), wasm)
      for (let round = 0; round < 2; round++) {
        expect((await runtime.invoke({ skillName: 'test-skill', input: [1, 2] })).content).toBe('[[1,2]]\0\0')
      }
    })
  })
})

describe.each(ISOLATIONS)('an output, $isolation', (options) => {
  test('of 1 MiB is whole, one of a byte more is too large', async () => {
    const sized = (bytes: number): Uint8Array<ArrayBuffer> =>
      skillWat(
        `(memory.fill (i32.const 0) (i32.const 97) (i32.const 1048577)) (call $set_output (i32.const 0) (i32.const ${bytes}))`,
        LARGE_MEMORY,
      )
    const whole = await runOnce(options, sized(MIB))
    expect(whole.outcome).toBe('ok')
    expect(whole.content).toBe('a'.repeat(MIB))
    const larger = await runOnce(options, sized(MIB + 1))
    expect(larger).toMatchObject({ outcome: 'output-too-large', isError: true })
    expect(larger.content).toBe(`the skill set an output of ${MIB + 1} bytes, the limit is ${MIB}`)
  })

  test('that is too large ends the run at once, also when a smaller one would follow or came before', async () => {
    const wasm = skillWat(
      '(call $set_output (i32.const 0) (i32.const 1)) (call $set_output (i32.const 0) (i32.const 11)) (call $set_output (i32.const 0) (i32.const 2))',
      '(data (i32.const 0) "abcdefghijkl")',
    )
    const result = await runOnce({ ...options, limits: { maxOutputBytes: 10 } }, wasm)
    expect(result.outcome).toBe('output-too-large')
    expect(result.content).not.toContain('abc')
  })

  test('is what it was when it was set', async () => {
    const wasm = skillWat(
      '(call $set_output (i32.const 0) (i32.const 3)) (memory.fill (i32.const 0) (i32.const 120) (i32.const 3)) (drop (memory.grow (i32.const 1)))',
      '(data (i32.const 0) "abc")',
    )
    expect((await runOnce(options, wasm)).content).toBe('abc')
  })

  test('of no bytes is an output too', async () => {
    const wasm = skillWat(
      '(call $log (i32.const 2) (i32.const 0) (i32.const 1)) (call $set_output (i32.const 9) (i32.const 0))',
    )
    expect(await runOnce(options, wasm)).toMatchObject({ outcome: 'ok', content: '' })
  })

  test.each([
    ['a byte that begins nothing', '61 ff 62', 1, 'ff 62'],
    ['a lone surrogate', '61 ed a0 80 62', 1, 'ed a0 80 62'],
    ['an overlong form', '61 62 c0 af', 2, 'c0 af'],
    ['a character that the end cuts off', '61 62 63 e2 82', 3, 'e2 82'],
  ])('with %s is invalid, and is told where', async (_, hex, offset, bytes) => {
    const data = hex.split(' ')
    const wasm = skillWat(
      `(call $set_output (i32.const 0) (i32.const ${data.length}))`,
      `(data (i32.const 0) "${data.map((pair) => `\\${pair}`).join('')}")`,
    )
    expect(await runOnce(options, wasm)).toMatchObject({
      outcome: 'invalid-output',
      isError: true,
      content: `the output of ${data.length} bytes is not UTF-8 at byte ${offset}: ${bytes}`,
      usage: { fuelExact: true },
    })
  })

  test('with a byte order mark, NUL and escapes is given as it is', async () => {
    const wasm = skillWat(
      '(call $set_output (i32.const 0) (i32.const 6))',
      '(data (i32.const 0) "\\ef\\bb\\bf\\00\\1b\\0a")',
    )
    expect((await runOnce(options, wasm)).content).toBe('\ufeff\0\x1b\n')
  })
})

describe.each(ISOLATIONS)('a loop of host calls ends at the deadline, $isolation', (options) => {
  test.each([
    ['set_output of 1 MiB', '(call $set_output (i32.const 0) (i32.const 1048576))'],
    [
      'set_output of different sizes',
      '(call $set_output (i32.const 0) (local.tee 0 (i32.and (i32.add (local.get 0) (i32.const 4099)) (i32.const 0xfffff))))',
    ],
    ['get_input of 1 MiB', '(call $get_input (i32.const 65536))'],
    ['get_input_len', '(drop (call $get_input_len))'],
    ['log of 1 MiB', '(call $log (i32.const 2) (i32.const 0) (i32.const 1048576))'],
    [
      'get_env with a key as long as the memory',
      '(drop (call $get_env (i32.const 0) (i32.const 1114112) (i32.const 0) (i32.const 1114112)))',
    ],
    [
      'get_env that finds a large value',
      '(drop (call $get_env (i32.const 0) (i32.const 3) (i32.const 8) (i32.const 1048576)))',
    ],
    ['get_env into too little room', '(drop (call $get_env (i32.const 0) (i32.const 3) (i32.const 8) (i32.const 1)))'],
  ])('%s', async (_, call) => {
    const wasm = skillWat(`(local i32) (loop ${call} (br 0))`, `${LARGE_MEMORY} (data (i32.const 0) "KEY")`)
    const env = { KEY: 'v'.repeat(100_000) }
    const input = 'x'.repeat(MIB - 2)
    const limits = { fuel: MOST_FUEL, epochTimeoutSecs: 0.2, env: ['KEY'], input }
    expect((await runOnce({ ...options, env }, wasm, limits)).outcome).toBe('timed-out')
  })

  test.each([
    ['set_output', '(call $set_output (i32.const 0) (i32.const 65536))'],
    ['get_input_len', '(drop (call $get_input_len))'],
    ['log', '(call $log (i32.const 2) (i32.const 0) (i32.const 1))'],
  ])('%s, or when its fuel is used up', async (_, call) => {
    const { outcome, content } = await runOnce(options, skillWat(`(loop ${call} (br 0))`), { fuel: 10_000n })
    expect(`${outcome}: ${content}`).toMatch(/^out-of-fuel: /)
  })
})

test('a module that takes longer to load than allowed is told of, and keeps nobody waiting', async () => {
  const large = skillWat('nop '.repeat(200_000))
  await withRuntime({ loadTimeoutMs: 1 }, async (runtime) => {
    await expect(runtime.loadSkill(manifestOf(), large)).rejects.toMatchObject({ code: 'ERR_SKILL_LOAD_TIMEOUT' })
    expect(runtime.hasSkill('test-skill')).toBe(false)
  })
})

describe.each(ISOLATIONS)('the call stack of the host, $isolation', (options) => {
  test.each([
    ['that no one catches', '(call $log (i32.const 2) (i32.const 0) (i32.const 1)) (call $f)'],
    [
      'that every level catches and calls again',
      `(try (do (call $log (i32.const 2) (i32.const 0) (i32.const 1)) (call $f)) (catch_all))
       (call $set_output (i32.const 0) (i32.const 1)) (call $log (i32.const 2) (i32.const 0) (i32.const 1))`,
    ],
  ])('used up in host functions, %s, ends no more than the run', async (_, body) => {
    const wasm = skillWat('(call $f)', `(func $f ${body}) (data (i32.const 0) "x")`)
    await withRuntime({ ...options, limits: { maxLogLines: 10 } }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'deep' }), wasm)
      await runtime.loadSkill(manifestOf({ name: 'plain' }), saying('fine'))
      for (let round = 0; round < 3; round++) {
        const { outcome, logs } = await runtime.invoke({ skillName: 'deep', input: null })
        expect(['trapped', 'ok']).toContain(outcome)
        expect(logs.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => ({ level: 'info', message: 'x' })))
        expect((await runtime.invoke({ skillName: 'plain', input: null })).content).toBe('fine')
      }
    })
  })
})

describe.each(ISOLATIONS)('a manifest object, $isolation', (options) => {
  test('is read once: a getter can not give another value later', async () => {
    let reads = 0
    const resources = {
      ...manifestOf().resources,
      get fuel() {
        reads++
        return reads === 1 ? 10_000n : MOST_FUEL
      },
    }
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill({ ...manifestOf(), resources }, skillWat('(loop (br 0))'))
      expect(await runtime.invoke({ skillName: 'test-skill', input: null })).toMatchObject({ outcome: 'out-of-fuel' })
      expect(reads).toBe(1)
    })
  })

  test.each([
    [
      'a getter that throws',
      {
        get description() {
          return thrower()
        },
      },
    ],
    ['a function', { description: () => 'x' }],
    ['a proxy', { capabilities: new Proxy({ env: [] }, {}) }],
    ['bytes', { author: new Uint8Array(8) }],
    ['a timeout that is text', { resources: { ...manifestOf().resources, epochTimeoutSecs: '5' } }],
  ])('with %s is refused', async (_, part) => {
    const manifest = Object.defineProperties({ ...manifestOf() }, Object.getOwnPropertyDescriptors(part))
    await withRuntime(options, async (runtime) => {
      await expect(runtime.loadSkill(manifest, saying('x'))).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
    })
  })
})

describe.each(ISOLATIONS)('a manifest object of great depth, $isolation', (options) => {
  test.each([1_000, 5_000, 20_000, 100_000])('%i, is taken or refused as such', async (depth) => {
    const manifest = { ...manifestOf(), author: JSON.parse('['.repeat(depth) + ']'.repeat(depth)) }
    await withRuntime(options, async (runtime) => {
      const told = await runtime.loadSkill(manifest, saying('x')).then(
        () => 'loaded',
        ({ code }) => code,
      )
      expect(['loaded', 'ERR_SKILL_MANIFEST']).toContain(told)
      expect(runtime.hasSkill('test-skill')).toBe(told === 'loaded')
    })
  })
})

describe.each(ISOLATIONS)('a name in a module, $isolation', (options) => {
  const refusalOf = async (wasm: Uint8Array): Promise<string> =>
    runOnce(options, wasm).then(
      () => expect.fail('the module was not refused'),
      ({ message }) => message,
    )

  test('can not forge or hide a part of what is told of it', async () => {
    const text = 'f\n[ERROR] forged\x1b[2J\x9b\u202eabc\u2028'
    const bytes = [...new TextEncoder().encode(text)]
    // (func (export "run") i32.add), with a name section that names it.
    const invalid = raw(
      [1, 1, 0x60, 0, 0],
      [3, 1, 0],
      [7, 1, 3, 0x72, 0x75, 0x6e, 0, 0],
      [10, 1, 3, 0, 0x6a, 0x0b],
      [...[0, 4, 0x6e, 0x61, 0x6d, 0x65], ...[1, bytes.length + 3, 1, 0, bytes.length, ...bytes]],
    )
    const escaped = bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
    const importing = wat(`(module (import "${escaped}" "${escaped}" (func)) (func (export "run")))`)
    for (const wasm of [invalid, importing]) {
      expect(await refusalOf(wasm)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }
  })

  test('that objects inherit is a name like others', async () => {
    const names = ['then', 'toJSON', 'constructor', '__proto__', 'toString', 'hasOwnProperty']
    const exports = names.map((name) => `(func (export "${name}") unreachable)`).join(' ')
    expect((await runOnce(options, saying('fine', exports))).content).toBe('fine')
    for (const name of names) {
      expect(await refusalOf(wat(`(module (import "blufio" "${name}" (func)) (func (export "run")))`))).toContain(name)
      expect(await refusalOf(wat(`(module (import "${name}" "log" (func)) (func (export "run")))`))).toContain(name)
    }
  })
})

/** A skill whose output is this text. */
function saying(text: string, rest = ''): Uint8Array<ArrayBuffer> {
  const data = `(data (i32.const 0) "${text}")`
  return skillWat(`(call $set_output (i32.const 0) (i32.const ${text.length}))`, `${rest} ${data}`)
}

function thrower(): never {
  throw new Error('thrown by the input')
}
