import { expect, test } from 'vitest'
import wabt from 'wabt'
import { opcodeName } from './opcode-names.ts'
import { FIRST_PREFIX, IMMEDIATE, IMMEDIATES, OP, PREFIX_BASES } from './opcodes.ts'

const disassembler = await wabt()
const FEATURES = { exceptions: true, tail_call: true, memory64: true, relaxed_simd: true }

const known = Array.from(IMMEDIATES.keys()).filter((opcode) => IMMEDIATES[opcode] !== IMMEDIATE.unknown)
/** Opcodes that wabt does not know: typed references, garbage collection, and exceptions by reference. */
const isBeyondWabt = (opcode: number): boolean =>
  (opcode >= 0x100 && opcode < 0x140) || (opcode >= 0xd3 && opcode <= 0xd6) || [0x0a, 0x14, 0x15, 0x1f].includes(opcode)

/** wabt leaves out an empty `else`, and writes brackets for the `end` of a function. */
const isSilent = (opcode: number): boolean => opcode === OP.else || opcode === OP.end

const ZEROS: Readonly<Record<number, number>> = {
  ...{ [IMMEDIATE.none]: 0, [IMMEDIATE.index2]: 2, [IMMEDIATE.brTable]: 2, [IMMEDIATE.f32]: 4, [IMMEDIATE.f64]: 8 },
  ...{ [IMMEDIATE.memarg]: 2, [IMMEDIATE.memargLane]: 3, [IMMEDIATE.lanes16]: 16 },
}

function encoded(opcode: number): number[] {
  const prefix = PREFIX_BASES.findLastIndex((base) => opcode >= base)
  const rest = opcode - (PREFIX_BASES[prefix] ?? 0)
  const bytes = prefix < 0 ? [opcode] : [FIRST_PREFIX + prefix, (rest & 0x7f) | 0x80, rest >> 7]
  const kind = IMMEDIATES[opcode] ?? 0
  if (kind === IMMEDIATE.block) return [...bytes, 0x40]
  if (kind === IMMEDIATE.heap) return [...bytes, 0x70]
  if (kind === IMMEDIATE.selectTypes) return [...bytes, 1, 0x7f]
  return [...bytes, ...Array<number>(ZEROS[kind] ?? 1).fill(0)]
}

/** The name that wabt has for an opcode: of the last instruction of a function that holds it. */
function nameByWabt(opcode: number): string | undefined {
  const opener: Readonly<Record<number, number>> = {
    ...{ [OP.catch]: OP.try, [OP.catchAll]: OP.try, [OP.delegate]: OP.try },
  }
  const before = opener[opcode] === undefined ? [] : [opener[opcode] ?? 0, 0x40]
  const opens = IMMEDIATES[opcode] === IMMEDIATE.block || (before.length > 0 && opcode !== OP.delegate)
  const body = [0, ...before, ...encoded(opcode), ...(opens ? [OP.end] : []), OP.end]
  const section = (id: number, ...content: number[]): number[] => [id, content.length, ...content]
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, 1, 0x60, 0, 0),
    ...section(3, 1, 0),
    ...section(4, 1, 0x70, 0, 0),
    ...section(5, 1, 0, 0),
    ...section(13, 1, 0, 0),
    ...section(6, 1, 0x7f, 1, 0x41, 0, 0x0b),
    ...section(9, 1, 1, 0, 1, 0),
    ...section(12, 1),
    ...section(10, 1, body.length, ...body),
    ...section(11, 1, 1, 0),
  ])
  const module = disassembler.readWasm(bytes, FEATURES)
  try {
    const text = module.toText({})
    const lines = text.slice(text.indexOf('\n  (func'), text.indexOf('(table')).split('\n').slice(2)
    const words = lines.map((line) => line.trim().split(/[\s)]/)[0] ?? '').filter((word) => word !== '')
    return words[before.length > 0 ? 1 : 0]
  } finally {
    module.destroy()
  }
}

test('every opcode that can be metered has a name', () => {
  expect(known.map(opcodeName).filter((name) => !/^[a-z][a-z0-9_.]+$/.test(name))).toEqual([])
})

test('two opcodes share a name only where the text format has one for both', () => {
  const shared = known.map(opcodeName).filter((name, index, names) => names.indexOf(name) !== index)
  expect(shared).toEqual(['select', 'ref.test', 'ref.cast'])
})

test('every opcode that wabt knows has the name that wabt gives it', () => {
  const compared = known.filter((opcode) => !isSilent(opcode) && !isBeyondWabt(opcode))
  const ours = compared.map((opcode) => [opcode, opcodeName(opcode)])
  expect(ours).toEqual(compared.map((opcode) => [opcode, nameByWabt(opcode)]))
  expect(compared.length).toBeGreaterThan(400)
})

test('an opcode without a name is told by its bytes', () => {
  expect(opcodeName(0x180 + 0x9a)).toBe('opcode 0xfd 0x9a')
  expect(opcodeName(0x1d)).toBe('opcode 0x1d')
})
