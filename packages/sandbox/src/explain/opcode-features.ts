import type { FeatureName } from './features.ts'

type Row = readonly [feature: FeatureName, first: number, last: number]

/** Opcodes that WebAssembly did not have at first, by their numbers in format/opcodes.ts. */
const ROWS: readonly Row[] = [
  ['legacy-exceptions', 0x06, 0x07],
  ['exceptions', 0x08, 0x08],
  ['legacy-exceptions', 0x09, 0x09],
  ['exnref', 0x0a, 0x0a],
  ['tail-calls', 0x12, 0x13],
  ['function-references', 0x14, 0x15],
  ['tail-calls', 0x15, 0x15],
  ['legacy-exceptions', 0x18, 0x19],
  ['reference-types', 0x1c, 0x1c],
  ['exnref', 0x1f, 0x1f],
  ['reference-types', 0x25, 0x26],
  ['sign-extension', 0xc0, 0xc4],
  ['reference-types', 0xd0, 0xd2],
  ['gc', 0xd3, 0xd3],
  ['function-references', 0xd4, 0xd6],
  ['gc', 0x100, 0x11e],
  ['saturating-conversion', 0x140, 0x147],
  ['bulk-memory', 0x148, 0x14e],
  ['reference-types', 0x14f, 0x151],
  ['simd', 0x180, 0x27f],
  ['relaxed-simd', 0x280, 0x293],
]

/** The features that the opcodes came with which `seen` tells of, by their numbers. */
export function featuresOfOpcodes(seen: (opcode: number) => boolean): FeatureName[] {
  return ROWS.filter(([, first, last]) => {
    for (let opcode = first; opcode <= last; opcode++) if (seen(opcode)) return true
    return false
  }).map(([feature]) => feature)
}
