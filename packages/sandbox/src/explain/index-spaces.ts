import type { ModuleNames } from './names.ts'

/** What an index after an opcode counts: something with names, the function's locals, or a plain number. */
export type IndexSpace = Exclude<keyof ModuleNames, 'module'> | 'locals' | 'number'

/** How the one or two indices of an operator are written. */
export interface IndexForm {
  /** In the order of the binary format. */
  readonly spaces: readonly IndexSpace[]
  /** Whether the text format has the second one first. */
  readonly swapped?: true
  /** The places among `spaces` that are left out when all of them are 0. */
  readonly silent?: readonly number[]
}

type Row = readonly [first: number, last: number, form: IndexForm]

const of = (...spaces: IndexSpace[]): IndexForm => ({ spaces })

/** By the numbers of format/opcodes.ts. */
const ROWS: readonly Row[] = [
  [0x07, 0x08, of('tags')],
  [0x10, 0x10, of('functions')],
  [0x11, 0x11, { spaces: ['types', 'tables'], swapped: true, silent: [1] }],
  [0x12, 0x12, of('functions')],
  [0x13, 0x13, { spaces: ['types', 'tables'], swapped: true, silent: [1] }],
  [0x14, 0x15, of('types')],
  [0x20, 0x22, of('locals')],
  [0x23, 0x24, of('globals')],
  [0x25, 0x26, of('tables')],
  [0x3f, 0x40, { spaces: ['memories'], silent: [0] }],
  [0xd2, 0xd2, of('functions')],
  [0x100, 0x101, of('types')],
  [0x102, 0x105, of('types', 'number')],
  [0x106, 0x107, of('types')],
  [0x108, 0x108, of('types', 'number')],
  [0x109, 0x109, of('types', 'data')],
  [0x10a, 0x10a, of('types', 'elements')],
  [0x10b, 0x110, of('types')],
  [0x111, 0x111, of('types', 'types')],
  [0x112, 0x112, of('types', 'data')],
  [0x113, 0x113, of('types', 'elements')],
  [0x148, 0x148, { spaces: ['data', 'memories'], swapped: true, silent: [1] }],
  [0x149, 0x149, of('data')],
  [0x14a, 0x14a, { spaces: ['memories', 'memories'], silent: [0, 1] }],
  [0x14b, 0x14b, { spaces: ['memories'], silent: [0] }],
  [0x14c, 0x14c, { spaces: ['elements', 'tables'], swapped: true, silent: [1] }],
  [0x14d, 0x14d, of('elements')],
  [0x14e, 0x14e, of('tables', 'tables')],
  [0x14f, 0x151, of('tables')],
]

const FORMS: ReadonlyMap<number, IndexForm> = new Map(
  ROWS.flatMap(([first, last, form]) =>
    Array.from({ length: last - first + 1 }, (_, index): [number, IndexForm] => [first + index, form]),
  ),
)

/** How the indices of an operator are written; as plain numbers where nothing else is known. */
export function indexForm(opcode: number): IndexForm {
  return FORMS.get(opcode) ?? PLAIN
}

const PLAIN = of('number', 'number')
