import { readFileSync } from 'node:fs'
import type { JsonValue, SkillManifest, SkillOutcome } from '@blufio/core'
import { type ManifestChanges, manifestOf } from '../test/support/skills.ts'
import { skillWat } from '../test/support/wat.ts'

/** An input, and what must come of it. */
export interface SoakCase {
  readonly input: JsonValue
  readonly outcome: SkillOutcome
  readonly content: string | RegExp
  /** How many lines are logged; none if not told. */
  readonly logs?: number
}

/** A skill that is invoked again and again. */
export interface SoakSkill {
  readonly manifest: SkillManifest
  readonly wasm: Uint8Array
  readonly cases: readonly SoakCase[]
}

/** What the environment of a soak's runtime holds; the skill `env` is granted the first alone. */
export const SOAK_ENV: Readonly<Record<string, string>> = { GREETING: 'hello', SECRET: 'swordfish' }
/** The longest output that a soak's runtime takes, in bytes. */
export const SOAK_OUTPUT_BYTES = 10_000

const DONE = 'Skill completed successfully (no output)'
const TRAP = /^the skill trapped: ./
const MOST_FUEL = 18_446_744_073_709_551_615n
const ECHO = '(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))'
const SPIN = '(loop (br 0))'

/** `count` bytes of output from `at`. */
const output = (at: number, count: number): string => `(call $set_output (i32.const ${at}) (i32.const ${count}))`

/** One row each: what differs from the usual manifest, the module, its cases. */
function skill(changes: ManifestChanges, wasm: Uint8Array, ...cases: readonly SoakCase[]): SoakSkill {
  return { manifest: manifestOf({ epochTimeoutSecs: 600, memoryMb: 1, ...changes }), wasm, cases }
}

function ok(input: JsonValue, content: string, logs = 0): SoakCase {
  return { input, outcome: 'ok', content, logs }
}

function echoes(input: JsonValue): SoakCase {
  return ok(input, JSON.stringify(input))
}

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../test/fixtures/${name}/skill.wasm`, import.meta.url))
}

/** Those whose runs end by themselves, and soon. */
export const STEADY_SKILLS: readonly SoakSkill[] = [
  skill({ name: 'echo' }, skillWat(ECHO), echoes(null), echoes('Grüße 🐢'), echoes([1, { a: 'x'.repeat(3_000) }])),
  skill(
    { name: 'lines' },
    skillWat(
      '(call $log (i32.const 2) (i32.const 0) (i32.const 3)) (call $log (i32.const 4) (i32.const 3) (i32.const 3))',
      '(data (i32.const 0) "onetwo")',
    ),
    ok(null, '[INFO] one\n[ERROR] two', 2),
  ),
  skill(
    { name: 'sum' },
    skillWat(`(local $left i32) (local.set $left (i32.mul (call $get_input_len) (i32.const 100)))
      (loop (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))`),
    ok('', DONE),
    ok('x'.repeat(50), DONE),
  ),
  skill(
    { name: 'remembers' },
    skillWat(
      `(if (i32.load (i32.const 60000)) (then unreachable))
      (i32.store8 (i32.const 1) (global.get $runs)) ${output(0, 2)}
      (global.set $runs (i32.add (global.get $runs) (i32.const 1)))
      (i32.store8 (i32.const 0) (i32.const 50)) (memory.fill (i32.const 4096) (i32.const 65) (i32.const 61440))`,
      '(global $runs (mut i32) (i32.const 49)) (data (i32.const 0) "1")',
    ),
    ok(null, '11'),
  ),
  skill(
    { name: 'grows' },
    skillWat(
      `(if (i32.ne (memory.size) (i32.const 1)) (then unreachable))
      (if (i32.eq (memory.grow (call $get_input_len)) (i32.const -1)) (then unreachable))
      (if (i32.load (i32.const 65536)) (then unreachable))
      (i32.store (i32.const 65536) (i32.const 65)) ${output(65_536, 1)}`,
    ),
    ok(1, 'A'),
    ok('12', 'A'),
  ),
  skill(
    { name: 'table' },
    skillWat(
      `(call_indirect $table (i32.const 0)) ${output(0, 1)}
      (table.set $table (i32.const 0) (ref.func $second)) (drop (table.grow $table (ref.null func) (i32.const 3)))`,
      `(table $table 1 100 funcref) (elem (i32.const 0) $first) (elem declare func $second)
      (func $first (i32.store8 (i32.const 0) (i32.const 65))) (func $second (i32.store8 (i32.const 0) (i32.const 66)))`,
    ),
    ok(null, 'A'),
  ),
  skill(
    { name: 'drops' },
    skillWat(
      `(memory.init $part (i32.const 8) (i32.const 0) (i32.const 4)) ${output(8, 4)} (data.drop $part)`,
      '(data $part "part")',
    ),
    ok(null, 'part'),
  ),
  skill(
    { name: 'starts' },
    skillWat(
      output(0, 1),
      `(func $start (i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1))))
      (start $start) (data (i32.const 0) "0")`,
    ),
    ok(null, '1'),
  ),
  skill(
    { name: 'env', env: ['GREETING'] },
    skillWat(
      `(if (i32.ne (call $get_env (i32.const 8) (i32.const 6) (i32.const 16) (i32.const 99)) (i32.const -1)) (then unreachable))
      (call $set_output (i32.const 16) (call $get_env (i32.const 0) (i32.const 8) (i32.const 16) (i32.const 99)))`,
      '(data (i32.const 0) "GREETINGSECRET")',
    ),
    ok(null, 'hello'),
  ),
  skill({ name: 'c-reverse' }, fixture('c-reverse'), ok('stressed', '"desserts"', 1), ok([1, 2], ']2,1[', 1)),
  skill({ name: 'rust-word-count', memoryMb: 2 }, fixture('rust-word-count'), {
    input: { text: 'the quick brown fox' },
    outcome: 'ok',
    content: '{"words":4,"longest":"quick"}',
    logs: 1,
  }),
  skill(
    { name: 'any-end', fuel: 100_000n },
    skillWat(
      `(local $way i32)
      (if (i32.ne (global.get $runs) (i32.const 0)) (then unreachable)) (global.set $runs (i32.const 1))
      (if (i32.load (i32.const 32768)) (then unreachable)) (i32.store (i32.const 32768) (i32.const 1))
      (call $get_input (i32.const 0)) (local.set $way (i32.sub (i32.load8_u (i32.const 0)) (i32.const 48)))
      (block $bytes (block $big (block $pointer (block $spins (block $traps (block $fine
        (br_table $fine $traps $spins $pointer $big $bytes (local.get $way)))
        ${output(0, 1)} return) unreachable) ${SPIN}) ${output(65_530, 7)} return)
        ${output(0, SOAK_OUTPUT_BYTES + 1)} return) (i32.store8 (i32.const 9) (i32.const 255)) ${output(9, 1)}`,
      '(global $runs (mut i32) (i32.const 0))',
    ),
    ok(0, '0'),
    { input: 1, outcome: 'trapped', content: TRAP },
    { input: 2, outcome: 'out-of-fuel', content: /100000/ },
    { input: 3, outcome: 'trapped', content: 'the skill passed 7 bytes at 65530, its memory has 65536' },
    { input: 4, outcome: 'output-too-large', content: /10001 bytes, the limit is 10000/ },
    { input: 5, outcome: 'invalid-output', content: /is not UTF-8 at byte 0: ff/ },
    ok(0, '0'),
  ),
  skill({ name: 'spends', fuel: 100_000n }, skillWat('', `(func $start ${SPIN}) (start $start)`), {
    input: null,
    outcome: 'out-of-fuel',
    content: /100000/,
  }),
  skill(
    { name: 'hungry' },
    skillWat('(loop (br_if 0 (i32.ne (memory.grow (i32.const 4)) (i32.const -1)))) unreachable'),
    {
      input: null,
      outcome: 'out-of-memory',
      content: /^the skill asked for more than its 1 MiB of memory/,
    },
  ),
  skill({ name: 'throws' }, skillWat('(throw $problem)', '(tag $problem)'), {
    input: null,
    outcome: 'trapped',
    content: 'the skill threw an exception and did not catch it',
  }),
]

/** Takes some tenths of a millisecond: fills the stack. */
export const DEEP_SKILL: SoakSkill = skill({ name: 'deep' }, skillWat('(call $f)', '(func $f (call $f))'), {
  input: null,
  outcome: 'trapped',
  content: 'the skill trapped: the call stack overflowed',
})

/** Ends at its deadline. */
export const LATE_SKILL: SoakSkill = skill({ name: 'late', fuel: MOST_FUEL, epochTimeoutSecs: 0.02 }, skillWat(SPIN), {
  input: null,
  outcome: 'timed-out',
  content: 'the skill ran for longer than its 0.02 s',
})

/** Ends by nothing but cancellation. */
export const PATIENT_SKILL: SoakSkill = skill({ name: 'patient', fuel: MOST_FUEL }, skillWat(SPIN), {
  input: null,
  outcome: 'cancelled',
  content: 'the run was cancelled',
})

/** Answers with its version, a digit: the skill that is replaced by another one. */
export function versionedSkill(version: number): SoakSkill {
  return skill(
    { name: 'versioned' },
    skillWat(output(0, 1), `(data (i32.const 0) "${version}")`),
    ok(null, `${version}`),
  )
}

/** Is invoked more often at once than may wait. */
export const BURST_SKILL: SoakSkill = skill({ name: 'burst' }, skillWat(ECHO), echoes('burst'))
