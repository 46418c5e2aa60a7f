import type { CountedLoop } from './counted-loop.ts'

/** The points of a module in the order of its bytes, as columns: large modules have millions. */
export class ChargePoints {
  /** How many there are; the columns are longer. */
  count = 0
  offsets: Int32Array = new Int32Array(1024)
  /** Numbers of {@link POINT_KINDS}. */
  kinds: Uint8Array = new Uint8Array(1024)
  amounts: Int32Array = new Int32Array(1024)
  /** How many bytes of the module, from the offset on, give way to what is put there. */
  replaced: Int32Array = new Int32Array(1024)
  /** What `relabel-table` points stand for: the labels of a br_table, the default last. */
  readonly labels: (readonly number[])[] = []
  /** What `counted-open` and `counted-close` points stand for. */
  readonly countedLoops: CountedLoop[] = []

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
