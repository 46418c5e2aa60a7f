/**
 * What stands at a place of a function; the amount that goes with it is in brackets.
 *
 * Where fuel is counted (the amount is the fuel of the operators from there to the next such place, each of which is
 * executed exactly once whenever the place is passed, unless the run ends before):
 * - `entry`: the start of a function, the entry itself included
 * - `loop-head`: the head of a loop that stands in one of ours, passed once per iteration
 * - `bare-loop-head`: the head of a loop that takes values, which can't stand in one of ours
 * - `run`: any other place that control can reach from elsewhere, or that only some executions reach
 *
 * Where a loop gets one of ours around it:
 * - `loop-open`, `loop-close`: before the loop [bytes of its block type], and after its end
 * - `counted-open`, `counted-close`: the same for a counted loop [its index]
 * - `counted-bound`: in place of the operand that a counted loop compares with
 * - `counted-test`: before the br_if of a counted loop that ends at zero
 * - `relabel`, `relabel-table`: in place of the labels of a branch that leaves such a loop [new label, or index of labels]
 *
 * Where the counter must be where others find it; only in functions with loops:
 * - `leave`: before control leaves the function
 * - `calls`, `called`: before and after a call
 *
 * Operators that cost by a number on top of the stack:
 * - `length`: just before an operator that costs 1 more per unit of its length
 * - `constant-memory-grown`: just after a memory.grow by a constant, which is paid for before
 * - `memory-grow`, `table-grow`, `memory-grown`, `table-grown`: just before and just after the operator
 */
export type PointKind =
  | 'entry'
  | 'loop-head'
  | 'bare-loop-head'
  | 'run'
  | 'loop-open'
  | 'loop-close'
  | 'counted-open'
  | 'counted-close'
  | 'counted-bound'
  | 'counted-test'
  | 'relabel'
  | 'relabel-table'
  | 'leave'
  | 'calls'
  | 'called'
  | 'length'
  | 'memory-grow'
  | 'memory-grown'
  | 'constant-memory-grown'
  | 'table-grow'
  | 'table-grown'

/** The points of a module in the order of its bytes, as columns: large modules have hundreds of thousands. */
export class ChargePoints {
  readonly offsets: number[] = []
  readonly kinds: PointKind[] = []
  readonly amounts: number[] = []
  /** How many bytes of the module, from the offset on, give way to what is put there. */
  readonly replaced: number[] = []
  /** What `relabel-table` points stand for: the labels of a br_table, the default last. */
  readonly labels: (readonly number[])[] = []
  /** What `counted-open` and `counted-close` points stand for. */
  readonly countedLoops: CountedLoop[] = []

  /** Adds a point and returns its index. */
  add(offset: number, kind: PointKind, amount = 0, replaced = 0): number {
    this.kinds.push(kind)
    this.amounts.push(amount)
    this.replaced.push(replaced)
    return this.offsets.push(offset) - 1
  }

  /** Adds `amount` to the point at `index`. */
  raise(index: number, amount: number): void {
    this.amounts[index] = (this.amounts[index] ?? 0) + amount
  }
}

/** What a counted loop is compared with. */
export interface LoopBound {
  readonly kind: 'local' | 'constant'
  /** The index of the local, or the value. */
  readonly value: number
}

/**
 * A loop whose number of iterations is known when it is entered: one i32 local goes by a constant step, is compared with a
 * bound that does not change, and nothing else leaves the loop or makes one iteration cost more than another.
 */
export interface CountedLoop {
  /**
   * Where and how it is compared. `until-equal` at the end of each iteration: it goes on while local ≠ bound.
   * `while-less-signed`, `while-less-unsigned` at the start of each: it goes on while local < bound; the step is 1.
   */
  readonly test: 'until-equal' | 'while-less-signed' | 'while-less-unsigned'
  readonly local: number
  readonly step: number
  readonly bound: LoopBound
  /** The fuel of one iteration. */
  readonly iterationFuel: number
}
