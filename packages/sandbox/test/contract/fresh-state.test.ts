import type { WasmSkillRuntime } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

/** More memory than the runtime sets back, so that each run has a new instance. */
const LARGE = '(memory (export "memory") 40)'
const SMALL = '(memory (export "memory") 1)'

/** Tells by the outputs 0 and 1 whether `seen`, an i32, is zero, then does `change`, then what the input says. */
function skill(seen: string, change: string, rest: string): Uint8Array<ArrayBuffer> {
  return skillWat(
    `(local $seen i32) (local $end i32)
    (call $get_input (i32.const 64))
    (local.set $end (i32.load8_u (i32.const 64)))
    (local.set $seen ${seen})
    ${change}
    (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.ne (local.get $seen) (i32.const 0))))
    (call $log (i32.const 2) (i32.const 32) (i32.const 1))
    (call $set_output (i32.const 32) (i32.const 1))
    ;; 1 traps, 2 never ends, 3 grows memory, 4 passes a bad pointer, 5 overflows the stack, 6 uses all fuel
    (if (i32.eq (local.get $end) (i32.const 49)) (then unreachable))
    (if (i32.eq (local.get $end) (i32.const 50)) (then (loop (br 0))))
    (if (i32.eq (local.get $end) (i32.const 51)) (then (drop (memory.grow (i32.const 1)))))
    (if (i32.eq (local.get $end) (i32.const 52)) (then (call $set_output (i32.const -1) (i32.const 2))))
    (if (i32.eq (local.get $end) (i32.const 53)) (then (call $deep)))
    (if (i32.eq (local.get $end) (i32.const 54)) (then (loop (memory.fill (i32.const 128) (i32.const 0) (i32.const 65000)) (br 0))))`,
    `(func $deep (call $deep) (call $deep)) ${rest}`,
  )
}

const ENDS = [
  [0, 'ok'],
  [1, 'trapped'],
  [2, 'timed-out'],
  [3, 'ok'],
  [4, 'trapped'],
  [5, 'trapped'],
] as const

/** Rows: what, how to see whether it was changed (i32), how to change it, what else the module has. */
const KINDS = [
  ['memory', '(i32.load (i32.const 1000))', '(i32.store (i32.const 1000) (i32.const 7))', SMALL],
  [
    'the last byte of a memory',
    '(i32.load8_u (i32.const 65535))',
    '(i32.store8 (i32.const 65535) (i32.const 7))',
    SMALL,
  ],
  [
    'a memory that is not set back',
    '(i32.load (i32.const 999999))',
    '(i32.store (i32.const 999999) (i32.const 7))',
    LARGE,
  ],
  [
    'data of a memory',
    '(i32.ne (i32.load8_u (i32.const 5000)) (i32.const 65))',
    '(i32.store8 (i32.const 5000) (i32.const 66))',
    `${SMALL} (data (i32.const 5000) "A")`,
  ],
  [
    'a second memory',
    '(i32.load $other (i32.const 0))',
    '(i32.store $other (i32.const 0) (i32.const 1))',
    `${SMALL} (memory $other 1)`,
  ],
  ['the size of a memory', '(i32.ne (memory.size) (i32.const 1))', '(drop (memory.grow (i32.const 1)))', SMALL],
  ['a global', '(global.get $g)', '(global.set $g (i32.const 1))', `${SMALL} (global $g (mut i32) (i32.const 0))`],
  [
    'an exported global',
    '(global.get $g)',
    '(global.set $g (i32.const 1))',
    `${SMALL} (global $g (export "g") (mut i32) (i32.const 0))`,
  ],
  [
    'a table',
    '(i32.eqz (ref.is_null (table.get $t (i32.const 0))))',
    '(table.set $t (i32.const 0) (ref.func $f))',
    `${SMALL} (table $t 1 funcref) (func $f) (elem declare func $f)`,
  ],
  [
    'the size of a table',
    '(i32.ne (table.size $t) (i32.const 1))',
    '(drop (table.grow $t (ref.null func) (i32.const 1)))',
    `${SMALL} (table $t 1 funcref)`,
  ],
  [
    'a dropped data segment',
    '(call $dropped)',
    '(data.drop $d) (global.set $g (i32.const 1))',
    // Using a dropped segment traps, so the module remembers it beside.
    `${SMALL} (data $d "x") (global $g (mut i32) (i32.const 0))
     (func $dropped (result i32) (memory.init $d (i32.const 900) (i32.const 0) (i32.const 1)) (global.get $g))`,
  ],
  [
    'a dropped element segment',
    '(call $dropped)',
    '(elem.drop $e)',
    `${SMALL} (table $t 1 funcref) (elem $e funcref (ref.null func))
     (func $dropped (result i32) (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)) (i32.const 0))`,
  ],
  [
    'what the start function makes',
    '(i32.ne (global.get $g) (i32.const 1))',
    '(global.set $g (i32.const 5))',
    `${SMALL} (global $g (mut i32) (i32.const 0)) (func $s (global.set $g (i32.add (global.get $g) (i32.const 1)))) (start $s)`,
  ],
  [
    'what _initialize makes',
    '(i32.ne (global.get $g) (i32.const 1))',
    '(global.set $g (i32.const 5))',
    `${SMALL} (global $g (mut i32) (i32.const 0))
     (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 1))))`,
  ],
] as const

async function run(runtime: WasmSkillRuntime, input: number, skillName = 'test-skill'): Promise<[string, string[]]> {
  const { outcome, logs } = await runtime.invoke({ skillName, input })
  return [outcome, logs.map(({ message }) => message)]
}

describe.each(ISOLATIONS)('fresh state, $isolation', (options) => {
  test.each(KINDS)('a run sees nothing that earlier ones did to %s', async (_, seen, change, rest) => {
    await withRuntime({ ...options, workers: 1 }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ epochTimeoutSecs: 0.4, fuel: 1n << 60n }), skill(seen, change, rest))
      for (const [input, outcome] of ENDS) {
        expect(await run(runtime, input)).toEqual([outcome, ['0']])
        // Twice: the first of them can have an instance to itself, the second has the first one's.
        for (let again = 0; again < 2; again++) expect(await run(runtime, 0)).toEqual(['ok', ['0']])
      }
    })
  })

  test('a run that used up its fuel leaves nothing', async () => {
    await withRuntime({ ...options, workers: 1 }, async (runtime) => {
      const [, seen, change, rest] = KINDS[0]
      await runtime.loadSkill(manifestOf({ fuel: 1_000_000n }), skill(seen, change, rest))
      for (const input of [0, 6, 0, 0, 6, 6, 0]) {
        expect(await run(runtime, input)).toEqual([input === 0 ? 'ok' : 'out-of-fuel', ['0']])
      }
    })
  })

  test('neither input, output, logs nor variables of a run are left for the next, of its skill or of another', async () => {
    const leaky = skillWat(
      `(local $n i32)
      (call $set_output (i32.const 0) (i32.const 60000))
      (call $log (i32.const 2) (i32.const 0) (i32.const 64))
      (local.set $n (call $get_env (i32.const 60000) (i32.const 6) (i32.const 2000) (i32.const 64)))
      (call $get_input (i32.const 1000))
      (call $log (i32.const 2) (i32.const 1000) (call $get_input_len))`,
      '(data (i32.const 60000) "SECRET")',
    )
    await withRuntime({ ...options, workers: 1, env: { SECRET: 'tell nobody' } }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'a', env: ['SECRET'] }), leaky)
      await runtime.loadSkill(manifestOf({ name: 'b' }), leaky)
      for (const [skillName, input] of [
        ['a', 'first'],
        ['a', 'x'],
        ['b', 'second'],
        ['b', 'y'],
        ['a', ''],
        ['b', ''],
      ] as const) {
        const { content, logs } = await runtime.invoke({ skillName, input })
        expect(content).toBe('\0'.repeat(60_000))
        expect(logs.map(({ message }) => message)).toEqual(['\\u{0}'.repeat(64), JSON.stringify(input)])
      }
    })
  })

  test('fuel and memory of a run do not depend on what ran before', async () => {
    await withRuntime({ ...options, workers: 1 }, async (runtime) => {
      const [, seen, change, rest] = KINDS[0]
      await runtime.loadSkill(manifestOf({ epochTimeoutSecs: 0.4 }), skill(seen, change, rest))
      const usages: unknown[] = []
      for (const input of [0, 3, 0, 1, 0, 0]) {
        const { usage } = await runtime.invoke({ skillName: 'test-skill', input })
        if (input === 0) usages.push([usage.fuel, usage.peakMemoryBytes])
      }
      expect(new Set(usages.map(String)).size).toBe(1)
    })
  })
})
