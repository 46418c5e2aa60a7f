import { bytesOfHex } from './hex.ts'

/** The name of a feature. */
export type FeatureName =
  | 'multi-value'
  | 'sign-extension'
  | 'saturating-conversion'
  | 'bulk-memory'
  | 'reference-types'
  | 'simd'
  | 'relaxed-simd'
  | 'tail-calls'
  | 'extended-constants'
  | 'multi-memory'
  | 'memory64'
  | 'table64'
  | 'exceptions'
  | 'exnref'
  | 'legacy-exceptions'
  | 'function-references'
  | 'gc'
  | 'threads'
  | 'branch-hints'

/** A part of WebAssembly beyond its first version: what it is called, and a module that uses just that, in hexadecimal. */
interface FeatureRow {
  readonly title: string
  /** What follows the preamble. */
  readonly probe: string
  /** Set for what can't be metered yet, whatever the engine says. */
  readonly refused?: true
}

const ROWS: Readonly<Record<FeatureName, FeatureRow>> = {
  // (func (result i32 i32) unreachable)
  'multi-value': { title: 'multi-value', probe: '0106016000027f7f030201000a05010300000b' },
  // (func (result i32) (i32.extend8_s (i32.const 0)))
  'sign-extension': { title: 'sign extension', probe: '0105016000017f030201000a070105004100c00b' },
  // (func (result i32) (i32.trunc_sat_f32_s (f32.const 0)))
  'saturating-conversion': {
    title: 'saturating conversion',
    probe: '0105016000017f030201000a0b0109004300000000fc000b',
  },
  // (memory 0) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))
  'bulk-memory': {
    title: 'bulk memory',
    probe: '0104016000000302010005030100000a0d010b00410041004100fc0b000b',
  },
  // (func (param externref))
  'reference-types': { title: 'reference types', probe: '01050160016f00030201000a040102000b' },
  // (func (param v128))
  simd: { title: 'SIMD', probe: '01050160017b00030201000a040102000b' },
  // (func (param v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))
  'relaxed-simd': { title: 'relaxed SIMD', probe: '01060160017b017b030201000a0b01090020002000fd80020b' },
  // (func (return_call 0))
  'tail-calls': { title: 'tail calls', probe: '010401600000030201000a0601040012000b' },
  // (global i32 (i32.add (i32.const 0) (i32.const 0)))
  'extended-constants': { title: 'extended constants', probe: '0609017f00410041006a0b' },
  // (memory 0) (memory 0)
  'multi-memory': { title: 'several memories', probe: '05050200000000' },
  // (memory i64 0)
  memory64: { title: '64-bit memory', probe: '0503010400' },
  // (table i64 0 funcref)
  table64: { title: '64-bit table', probe: '040401700400' },
  // (tag)
  exceptions: { title: 'exceptions: tags, throw', probe: '0104016000000d03010000' },
  // (func (try_table))
  exnref: { title: 'exceptions: try_table, exnref', probe: '010401600000030201000a080106001f40000b0b' },
  // (func try catch_all end)
  'legacy-exceptions': {
    title: 'legacy exceptions: try, catch',
    probe: '010401600000030201000a080106000640190b0b',
  },
  // (type (func)) (type (func (param (ref 0))))
  'function-references': { title: 'typed function references', probe: '0109026000006001640000' },
  // (type (struct))
  gc: { title: 'garbage collection', probe: '0103015f00' },
  // (memory 1 1 shared)
  threads: { title: 'threads', probe: '050401030101', refused: true },
  // (func (@metadata.code.branch_hint "\\00") (if (i32.const 0) (then))): engines without it pass over the section.
  'branch-hints': {
    title: 'branch hints',
    probe:
      '010401600000030201000020196d657461646174612e636f64652e6272616e63685f68' +
      '696e740100010301000a09010700410004400b0b',
  },
}

/** A feature that a module uses. */
export interface UsedFeature {
  readonly name: FeatureName
  /** For a reader. */
  readonly title: string
  /** Whether the engine that this runs on has it. */
  readonly inEngine: boolean
  /** Whether a module that uses it can be metered. */
  readonly metered: boolean
}

/** All features, in the order in which they are told. */
export const FEATURES: readonly FeatureName[] = Object.keys(ROWS) as FeatureName[]

/** What is known of the features in `used`, in the order of {@link FEATURES}. */
export function describeFeatures(used: ReadonlySet<FeatureName>): UsedFeature[] {
  return FEATURES.filter((name) => used.has(name)).map((name) => {
    const row = ROWS[name]
    return { name, title: row.title, inEngine: WebAssembly.validate(featureProbe(name)), metered: row.refused !== true }
  })
}

const PREAMBLE_HEX = '0061736d01000000'

/** A module that uses a feature and no other that engines lack. */
export function featureProbe(name: FeatureName): Uint8Array<ArrayBuffer> {
  return bytesOfHex(PREAMBLE_HEX + ROWS[name].probe)
}
