import type { CountedLoop } from './counted-loop.ts'

/** Who pays for the head of a loop: the point before the loop, and the one at the branch back. */
export interface Rotation {
  readonly before: number
  readonly backEdge: number
}

/** The points of a module in the order of its bytes, as columns: large modules have millions. */
export class ChargePoints {
  /** How many there are; the columns are longer. */
  count = 0
  offsets: Int32Array
  /** Numbers of {@link POINT_KINDS}. */
  kinds: Uint8Array
  amounts: Int32Array
  /** How many bytes of the module, from the offset on, give way to what is put there. */
  replaced: Int32Array
  /** What `relabel-table` points stand for: the labels of a br_table, the default last. */
  readonly labels: (readonly number[])[] = []
  /** What `counted-open` and `counted-close` points stand for. */
  readonly countedLoops: CountedLoop[] = []

  /** By the point of each `rotated-head`. */
  readonly rotated: Map<number, Rotation> = new Map()

  /** With room for as many points as code of so many bytes usually has. */
  constructor(codeBytes: number) {
    const capacity = (codeBytes >> 3) + 64
    this.offsets = new Int32Array(capacity)
    this.kinds = new Uint8Array(capacity)
    this.amounts = new Int32Array(capacity)
    this.replaced = new Int32Array(capacity)
  }

  /** Adds a point of a kind by its number, and returns its index. */
  add(offset: number, kind: number, amount = 0, replaced = 0): number {
    const index = this.count++
    if (index === this.kinds.length) this.grow(index * 2)
    this.offsets[index] = offset
    this.kinds[index] = kind
    this.amounts[index] = amount
    this.replaced[index] = replaced
    return index
  }

  /** Adds `amount` to the point at `index`. */
  raise(index: number, amount: number): void {
    this.amounts[index] = (this.amounts[index] as number) + amount
  }

  /** Moves what was added to heads of loops that do not pay themselves to those who pay for them. */
  passOn(): void {
    // Inner loops stand before outer ones.
    for (const [head, { before, backEdge }] of this.rotated) {
      const amount = this.amounts[head] as number
      this.raise(before, amount)
      this.raise(backEdge, amount)
      this.amounts[head] = 0
    }
  }

  private grow(capacity: number): void {
    const { offsets, kinds, amounts, replaced } = this
    this.offsets = new Int32Array(capacity)
    this.kinds = new Uint8Array(capacity)
    this.amounts = new Int32Array(capacity)
    this.replaced = new Int32Array(capacity)
    this.offsets.set(offsets)
    this.kinds.set(kinds)
    this.amounts.set(amounts)
    this.replaced.set(replaced)
  }
}
