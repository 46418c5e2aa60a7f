/** What stands at a place of a function where fuel is counted. */
export const POINT = {
  /** The start of a function: what its first straight run of operators costs, the entry itself included. */
  entry: 0,
  /** The head of a loop, passed once per iteration. */
  loop: 1,
  /** Any other place that control can reach from elsewhere, or that only some executions reach. */
  run: 2,
  /** Just before an operator that costs 1 more per unit of the length on top of the stack. */
  length: 3,
  /** Just before memory.grow, with the number of pages on top of the stack. */
  memoryGrow: 4,
  /** Just before table.grow, with the number of elements on top of the stack. */
  tableGrow: 5,
  /** Just after memory.grow. */
  memoryGrown: 6,
  /** Just after table.grow. */
  tableGrown: 7,
} as const

/**
 * The points of a module in the order of its bytes, as columns: large modules have hundreds of thousands.
 *
 * For `entry`, `loop` and `run` the amount is the fuel of the operators from there to the next such point; each of
 * those operators is executed exactly once whenever the point is passed and no trap or call of `exit` cuts it short.
 */
export class ChargePoints {
  readonly offsets: number[] = []
  readonly kinds: number[] = []
  readonly amounts: number[] = []

  /** Adds a point and returns its index. */
  add(offset: number, kind: number, amount: number): number {
    this.kinds.push(kind)
    this.amounts.push(amount)
    return this.offsets.push(offset) - 1
  }

  /** Adds `amount` to the point at `index`. */
  raise(index: number, amount: number): void {
    this.amounts[index] = (this.amounts[index] ?? 0) + amount
  }
}
