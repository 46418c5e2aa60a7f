import { raw, sizedBody } from '../support/module-bytes.ts'
import type { ManifestChanges } from '../support/skills.ts'
import { wat } from '../support/wat.ts'

/** Something that a module may use and not every engine has. */
export interface Difference {
  readonly feature: string
  /** A skill that uses it. */
  readonly skill: () => Uint8Array<ArrayBuffer>
  /** What its manifest grants. */
  readonly capabilities?: ManifestChanges['capabilities']
  /** The code with which the lack is told; {@link REFUSAL} where it says nothing. */
  readonly refusal?: string
  /** The names of the engines that refuse it. */
  readonly lackedBy: readonly string[]
  /** The tests of the contract that fail there for want of it, each by its own title. */
  readonly tests: readonly string[]
  /** Tests that are not there, by their whole titles. */
  readonly absent?: RegExp
}

/** The code with which an engine refuses what it does not know. */
export const REFUSAL = 'ERR_WASM_INVALID'

/** Those of {@link WAITING} that suspend a guest on the caller's thread. */
const SUSPENDED = /, inline, suspended(?: >|$)/

const RUN = '(func (export "run"))'

/**
 * All that differs, in the order of docs/engines.md. An entry that does not hold fails the tests; so does a test of the
 * contract that fails on an engine and does not stand here.
 */
export const DIFFERENCES: readonly Difference[] = [
  {
    feature: "a wait for the host on the caller's own thread (`isolation: 'inline'`)",
    skill: () => wat(`(module (import "blufio" "make_dir" (func (param i32 i32) (result i32))) ${RUN})`),
    capabilities: { filesystem: { read: [], write: ['/data'] } },
    refusal: 'ERR_SKILL_WAITS',
    lackedBy: ['Node.js 20', 'Node.js 22', 'WebKit'],
    tests: [],
    absent: SUSPENDED,
  },
  {
    feature: 'exceptions by `try_table`',
    skill: () => wat(`(module (func (block $b (try_table (catch_all $b)))) ${RUN})`),
    lackedBy: ['Node.js 20'],
    tests: [
      'a try_table that nothing is thrown in',
      'a try_table in a loop, and a loop in that',
      'a try_table that leads to a loop',
      'functions with loops around a try_table that calls',
      'a list of exceptions that each carry the one before is out of memory, and the runtime stays usable',
      'what a host function throws ends the run also when a catch_all of try_table takes it',
    ],
  },
  {
    feature: 'garbage collection',
    skill: arrayModule,
    lackedBy: ['Node.js 20'],
    tests: [
      'an array of 400 MB is out of memory',
      'arrays of 8 KB, kept by nobody is out of memory',
      'an array of 400 MB in a global is refused when it is loaded',
    ],
  },
  {
    feature: 'extended constants',
    skill: () => wat(`(module (global i32 (i32.add (i32.const 1) (i32.const 2))) ${RUN})`),
    lackedBy: ['Node.js 20'],
    tests: ['startup: extended constants', 'startup: offsets that are extended constants'],
  },
  {
    feature: 'relaxed SIMD',
    skill: () => wat(`(module (func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))) ${RUN})`),
    lackedBy: ['Node.js 20', 'WebKit'],
    tests: ['relaxed SIMD'],
  },
  {
    feature: 'several memories',
    skill: () => wat(`(module (memory 1) (memory 1) ${RUN})`),
    lackedBy: ['Node.js 20', 'WebKit'],
    tests: [
      'a copy from one memory to another',
      'growth, fill and init of the second memory',
      'loads and stores of the second memory, in a loop',
      'startup: several memories, without data',
      'several memories do not grow beyond the limit, all together',
      'a run sees nothing that earlier ones did to a second memory',
      'pointers are those of the memory that is exported as memory, whatever others there are',
    ],
  },
  {
    feature: '64-bit memories',
    skill: () => wat(`(module (memory i64 1) ${RUN})`),
    lackedBy: ['Node.js 20', 'Bun', 'WebKit'],
    tests: [
      'bulk operators of a 64-bit memory',
      'growth of a 64-bit memory',
      'growth of a 64-bit memory by a constant, refused or not',
      'a loop over a 64-bit memory',
      'startup: data of a 64-bit memory',
      'a 64-bit memory takes pointers of 32 bits',
      'several memories do not grow beyond the limit, all together',
    ],
  },
  {
    feature: '64-bit tables',
    skill: () => wat(`(module (table i64 1 funcref) ${RUN})`),
    lackedBy: ['Node.js 20', 'Node.js 22', 'Bun', 'WebKit'],
    tests: [
      'operators of a 64-bit table',
      'growth of a 64-bit table by a constant, refused or not',
      'startup: elements of a 64-bit table',
    ],
  },
  {
    feature: 'copies between 32-bit and 64-bit memories',
    skill: () =>
      wat(`(module (memory $a 1) (memory $b i64 1)
        (func (memory.copy $a $b (i32.const 0) (i64.const 0) (i32.const 1))) ${RUN})`),
    lackedBy: ['Node.js 20', 'Node.js 22', 'Bun', 'WebKit'],
    tests: ['a copy between memories of different address types'],
  },
]

/** A module with an array type, which the assembler does not know. */
function arrayModule(): Uint8Array<ArrayBuffer> {
  const run = [7, 1, 3, 0x72, 0x75, 0x6e, 0, 0]
  // (type (func)) (type (array (mut i64)))
  return raw([1, 2, 0x60, 0, 0, 0x5e, 0x7e, 1], [3, 1, 0], run, [10, 1, ...sizedBody([0, 0x0b])])
}
