/**
 * What stands at a place of a function where fuel is counted.
 *
 * - `entry`: the start of a function; its first straight run of operators, the entry itself included
 * - `loop`: the head of a loop, passed once per iteration
 * - `run`: any other place that control can reach from elsewhere, or that only some executions reach
 * - `length`: just before an operator that costs 1 more per unit of the length on top of the stack
 * - `memory-grow`, `table-grow`: just before the operator, with the size asked for on top of the stack
 * - `memory-grown`, `table-grown`: just after it
 */
export type PointKind =
  | 'entry'
  | 'loop'
  | 'run'
  | 'length'
  | 'memory-grow'
  | 'memory-grown'
  | 'table-grow'
  | 'table-grown'

/**
 * The points of a module in the order of its bytes, as columns: large modules have hundreds of thousands.
 *
 * For `entry`, `loop` and `run` the amount is the fuel of the operators from there to the next such point; each of
 * those operators is executed exactly once whenever the point is passed and no trap or call of `exit` cuts it short.
 */
export class ChargePoints {
  readonly offsets: number[] = []
  readonly kinds: PointKind[] = []
  readonly amounts: number[] = []

  /** Adds a point and returns its index. */
  add(offset: number, kind: PointKind, amount: number): number {
    this.kinds.push(kind)
    this.amounts.push(amount)
    return this.offsets.push(offset) - 1
  }

  /** Adds `amount` to the point at `index`. */
  raise(index: number, amount: number): void {
    this.amounts[index] = (this.amounts[index] ?? 0) + amount
  }
}
