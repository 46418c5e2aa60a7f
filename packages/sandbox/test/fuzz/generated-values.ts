import type { Random } from './random.ts'

/** How many functions there are of each of the two types; each calls only later ones, but for tail calls. */
export const FUNCTIONS = 5
/** Locals that anything may change, after the parameter. */
export const LOCALS = 5
/** Numbers at which something changes. */
export const CONSTANTS: readonly number[] = [
  0, 1, 2, 3, 5, 8, 16, 100, 255, 4096, 65_535, 65_536, -1, -2, -8, 2_147_483_647, -2_147_483_648,
]
const BINARY = ['add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'shr_s', 'rotl', 'eq', 'lt_s', 'lt_u', 'ge_s']
const DIVIDING = ['div_u', 'div_s', 'rem_s', 'rem_u']

/** The type of the addresses of a memory or a table. */
export type Address = 'i32' | 'i64'

/** Writes expressions of the text format; what they mean is left to the seed, that they are valid is not. */
export class GeneratedValues {
  readonly random: Random
  readonly memories: readonly Address[]
  readonly tables: readonly Address[]
  /** The function being written. */
  protected index = 0
  /** How many loops the statement being written stands in. */
  protected level = 0

  constructor(random: Random) {
    this.random = random
    const address = (): Address => (random.chance(3) ? 'i64' : 'i32')
    this.memories = [address(), address(), address()]
    this.tables = ['i32', address()]
  }

  value(depth: number): string {
    const { random } = this
    if (depth <= 0 || random.chance(3))
      return random.chance(2) ? `(local.get ${this.local()})` : `(i32.const ${random.pick(CONSTANTS)})`
    const inner = (): string => this.value(depth - 1)
    const later = this.index + 1 + random.below(Math.max(FUNCTIONS - this.index - 1, 1))
    switch (random.below(12)) {
      case 0:
        return `(i32.load8_u ${this.place(` offset=${random.below(9)}`)})`
      case 1:
        return later < FUNCTIONS && this.mayCall() ? `(call $n${later} ${inner()})` : `(i32.clz ${inner()})`
      case 2:
        return `(i32.wrap_i64 ${this.wideValue(depth - 1)})`
      case 3:
        return `(if (result i32) ${inner()} (then ${inner()}) (else ${random.chance(6) ? 'unreachable' : inner()}))`
      case 4:
        return `(select ${inner()} ${inner()} ${inner()})`
      case 5:
        return '(global.get $g0)'
      case 7:
        return `(i32.${random.pick(DIVIDING)} ${inner()} ${random.chance(9) ? inner() : `(i32.or ${inner()} (i32.const 1))`})`
      case 6:
        return `(i8x16.bitmask (i8x16.splat ${inner()}))`
      default:
        return `(i32.${random.pick(BINARY)} ${inner()} ${inner()})`
    }
  }

  wideValue(depth: number): string {
    const { random } = this
    if (depth <= 0 || random.chance(3))
      return random.chance(2) ? '(local.get $i)' : `(i64.const ${random.pick([...CONSTANTS, '0x123456789abcdef'])})`
    switch (random.below(6)) {
      case 0:
        return `(i64.extend_i32_s ${this.value(depth - 1)})`
      case 1:
        return '(global.get $g1)'
      case 2:
        return this.index + 1 < FUNCTIONS && this.mayCall()
          ? `(call $w${this.index + 1} ${this.wideValue(depth - 1)})`
          : '(local.get $j)'
      case 3:
        return `(i64.load ${this.place()})`
      default:
        return `(i64.${random.pick(['add', 'sub', 'mul', 'xor', 'rotr', 'shr_s'])} ${this.wideValue(depth - 1)} ${this.wideValue(depth - 1)})`
    }
  }

  /** Rarely in loops, where calls of calls multiply. */
  private mayCall(): boolean {
    return this.level === 0 || this.random.chance(5)
  }

  /** A memory and an address in it. */
  private place(offset = ''): string {
    const memory = this.random.below(this.memories.length)
    return `$m${memory}${offset} ${this.address(this.memories[memory] ?? 'i32')}`
  }

  /** Mostly within the first 4 KiB; now and then anywhere. */
  address(type: Address): string {
    const value = this.random.chance(25) ? this.value(1) : `(i32.and ${this.value(1)} (i32.const 4095))`
    return type === 'i32' ? value : `(i64.extend_i32_u ${value})`
  }

  local(): number {
    return 1 + this.random.below(LOCALS)
  }
}
