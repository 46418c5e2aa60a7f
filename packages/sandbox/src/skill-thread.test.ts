import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import { skillWat } from '../test/support/wat.ts'
import type { RunSettings } from './invocation.ts'
import { prepare } from './prepare.ts'
import { DEFAULT_RUN_LIMITS } from './run-limits.ts'
import { type RunnableSkill, SkillThread } from './skill-thread.ts'

const SETTINGS: RunSettings = {
  fuel: 100_000n,
  memoryMb: 16,
  timeoutMs: 5_000,
  limits: DEFAULT_RUN_LIMITS,
  capabilities: { env: [] },
}
const WATCH = { isCancelled: () => false }

afterEach(() => void vi.restoreAllMocks())

async function skillOf(body: string, rest = ''): Promise<RunnableSkill> {
  const policy = { resettable: true, maxMemoryPages: 256 }
  return prepare({ skillName: 'x', wasm: skillWat(body, rest), policy, settings: SETTINGS }, undefined)
}

/** How many instances of skills five runs make, beside those of the refill's trampoline. */
function instancesOfFiveRuns(skill: RunnableSkill, thread = new SkillThread()): number {
  const made = vi.spyOn(WebAssembly, 'Instance')
  for (let run = 0; run < 5; run++) void thread.run(skill, { input: 'null', env: new Map() }, WATCH)
  return made.mock.calls.filter(([module]) => module === skill.code).length
}

test('a skill that runs often has two instances: one for its first run, one for all others', async () => {
  expect(instancesOfFiveRuns(await skillOf(''))).toBe(2)
})

test.each([
  ['changes a table', '(table.set (i32.const 0) (ref.null func))', '(table 1 funcref)'],
  ['grows its memory', '(drop (memory.grow (i32.const 1)))', ''],
  ['traps', 'unreachable', ''],
  ['uses up its fuel', '(loop (br 0))', ''],
  ['has more memory than is worth setting back', '', '(memory (export "memory") 33)'],
])('a skill that %s has a new instance each time', async (_, body, rest) => {
  expect(instancesOfFiveRuns(await skillOf(body, rest))).toBe(5)
})

test('instances of many skills are not all kept', async () => {
  const thread = new SkillThread()
  const skills = await Promise.all(Array.from({ length: 40 }, () => skillOf('')))
  for (let round = 0; round < 3; round++) {
    for (const skill of skills) void thread.run(skill, { input: 'null', env: new Map() }, WATCH)
  }
  // The 32 used last are there still, the first eight are not.
  expect(instancesOfFiveRuns(skills[39] as RunnableSkill, thread)).toBe(0)
  vi.restoreAllMocks()
  expect(instancesOfFiveRuns(skills[0] as RunnableSkill, thread)).toBe(1)
})

test('a skill that was forgotten has no instance left', async () => {
  const thread = new SkillThread()
  const skill = await skillOf('')
  expect(instancesOfFiveRuns(skill, thread)).toBe(2)
  vi.restoreAllMocks()
  thread.forget(skill)
  expect(instancesOfFiveRuns(skill, thread)).toBe(1)
})

test('of a memory that is too large to be set back, no content is kept', async () => {
  const bytes = 67_108_864
  const ends = `(data (i32.const 0) "x") (data (i32.const ${bytes - 1}) "x")`
  const policy = { resettable: true, maxMemoryPages: bytes / 65_536 }
  const wasm = skillWat('', `(memory (export "memory") ${bytes / 65_536}) ${ends}`)
  const skill = await prepare({ skillName: 'x', wasm, policy, settings: SETTINGS }, undefined)
  const thread = new SkillThread()
  const { arrayBuffers } = process.memoryUsage()
  for (let run = 0; run < 3; run++) void thread.run(skill, { input: 'null', env: new Map() }, WATCH)
  expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(bytes / 2)
})

test('an instance that waits for its next run holds nothing by its globals', async () => {
  const skill = await skillOf(
    '(global.set $g (ref.func $f))',
    '(func $f) (elem declare func $f) (global $g (export "g") (mut funcref) (ref.null func))',
  )
  const made = vi.spyOn(WebAssembly, 'Instance')
  const thread = new SkillThread()
  for (let run = 0; run < 3; run++) void thread.run(skill, { input: 'null', env: new Map() }, WATCH)
  const held = made.mock.results
    .filter((_, index) => made.mock.calls[index]?.[0] === skill.code)
    .map(({ value }) => ((value as WebAssembly.Instance).exports['g'] as WebAssembly.Global).value)
  expect(held).toEqual([expect.any(Function), null])
})

test('a thread does not hold the memory of an instance that is not used again', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const skill = await skillOf('(drop (memory.grow (i32.const 200))) unreachable')
  const memories: WeakRef<WebAssembly.Memory>[] = []
  const { Instance } = WebAssembly
  vi.spyOn(WebAssembly, 'Instance').mockImplementation(function make(module, imports) {
    const instance = new Instance(module, imports)
    if (module === skill.code) memories.push(new WeakRef(instance.exports['memory'] as WebAssembly.Memory))
    return instance
  })
  const thread = new SkillThread()
  for (let run = 0; run < 3; run++) void thread.run(skill, { input: 'null', env: new Map() }, WATCH)
  vi.restoreAllMocks()
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    collectGarbage()
  }
  expect(memories.map((memory) => memory.deref())).toEqual([undefined, undefined, undefined])
  expect(await thread.run(skill, { input: 'null', env: new Map() }, WATCH)).toMatchObject({ outcome: 'trapped' })
})
