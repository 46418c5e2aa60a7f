import { type Address, FUNCTIONS, type GeneratedValues } from './generated-values.ts'

/** In pages; wasmtime charges some constants whether or not there is room. */
const GROWTHS = [0, 1, 1, 1, 2, 5, 128, 129, 70_000, 2_147_483_647, -1]
const TABLE_GROWTHS = [0, 1, 1, 2, 3, 30, 129, -1]

/** A statement about memories: bulk operators, growth, stores. */
export function memoryStatement(values: GeneratedValues): string {
  const { random, memories } = values
  const to = random.below(3)
  const from = random.below(3)
  const at = (memory: number): string => values.address(memories[memory] ?? 'i32')
  const length = (type: Address): string =>
    random.chance(12) ? values.address(type) : `(${type}.const ${random.below(70)})`
  switch (random.below(7)) {
    case 0: {
      // Binaryen does not copy between memories of different address types.
      const source = memories[from] === memories[to] ? from : to
      return `(memory.copy $m${to} $m${source} ${at(to)} ${at(source)} ${length(memories[to] ?? 'i32')})`
    }
    case 1:
      return `(memory.fill $m${to} ${at(to)} ${values.value(1)} ${length(memories[to] ?? 'i32')})`
    case 2:
      return `(memory.init $m${to} $bytes ${at(to)} (i32.const ${random.below(6)}) (i32.const ${random.below(20)}))`
    case 3:
      return random.chance(3) ? '(data.drop $bytes)' : `(drop (memory.size $m${to}))`
    case 4:
      return `(drop (memory.grow $m${to} (${memories[to]}.const ${random.pick(GROWTHS)})))`
    case 5:
      return `(i64.store $m${to} ${at(to)} ${values.wideValue(1)})`
    default:
      return `(i32.store16 $m${to} offset=${random.below(40)} ${at(to)} ${values.value(2)})`
  }
}

/** A statement about tables. */
export function tableStatement(values: GeneratedValues): string {
  const { random, tables } = values
  const to = random.below(2)
  const from = random.below(2)
  const index = (table: number, below = 6): string => `(${tables[table]}.const ${random.below(below)})`
  const reference = random.chance(9) ? '(ref.null func)' : `(ref.func $n${random.below(FUNCTIONS)})`
  switch (random.below(6)) {
    case 0: {
      const type = tables[to] === 'i64' && tables[from] === 'i64' ? 'i64' : 'i32'
      return `(table.copy $t${to} $t${from} ${index(to)} ${index(from)} (${type}.const ${random.below(4)}))`
    }
    case 1:
      return `(table.fill $t${to} ${index(to)} ${reference} ${index(to, 4)})`
    case 2:
      return `(table.init $t${to} $passive ${index(to, 5)} (i32.const ${random.below(2)}) (i32.const ${random.below(3)}))`
    case 3:
      return `(drop (table.grow $t${to} ${reference} (${tables[to]}.const ${random.pick(TABLE_GROWTHS)})))`
    case 4:
      return random.chance(3) ? '(elem.drop $passive)' : `(drop (ref.is_null (table.get $t${to} ${index(to)})))`
    default:
      return `(table.set $t${to} ${index(to)} ${reference})`
  }
}
