/**
 * What stands at a place of a function; the amount that goes with it is in brackets.
 *
 * Where fuel is counted (the amount is the fuel of the operators from there to the next such place, each of which is
 * executed exactly once whenever the place is passed, unless the run ends before):
 * - `entry`: the start of a function, the entry itself included
 * - `loop-head`: the head of a loop that stands in one of ours, passed once per iteration
 * - `bare-loop-head`: the head of a loop that takes values, which can't stand in one of ours
 * - `run`: any other place that control can reach from elsewhere, or that only some executions reach
 * - `calling-entry`, `calling-loop-head`, `calling-run`: the same, where one of those operators calls another function
 * - `rotated-head`: the head of a loop to which only one branch leads back: what it costs is paid before the loop, and at
 *   that branch, its `back-edge` or, where it may not be taken, its `back-edge-if`
 *
 * Where a loop gets one of ours around it:
 * - `loop-open`, `loop-close`: before the loop [bytes of its block type], and after its end
 * - `counted-open`, `counted-close`: the same for a counted loop [its index]
 * - `back-label`, `back-label-if`: in place of the branch, right behind `back-edge` and `back-edge-if` [new label]
 * - `relabel`, `relabel-table`: in place of the labels of a branch that leaves such a loop [new label, or index of labels]
 *
 * - `self-call`: in place of the function's own index in a call
 * - `paid-call`: before a direct call, where fuel is told by function [the index of the function that is called]
 *
 * Where the counter must be where others find it; only in functions that keep it in a local:
 * - `leave`: before control leaves the function
 * - `calls`, `called`: before and after a call
 *
 * Operators that cost by a number on top of the stack; [1 when it has 64 bits, else 0]:
 * - `length`: just before an operator that costs 1 more per unit of its length
 * - `constant-memory-grown`: just after a memory.grow by a constant, which is paid for before
 * - `memory-grow`, `table-grow`, `memory-grown`, `table-grown`: just before and just after the operator
 *
 * Where a function that keeps no count will trap or throw, whatever its caller keeps in a local:
 * - `forfeit`: the start of an arm that calls an import and then traps
 *
 * What takes memory outside of linear memory:
 * - `heap`: just before an operator that makes an object [its size in bytes]
 * - `heap-array`: just before an operator that makes an array, its length on top of the stack [bytes of an element]
 */
export const POINT_KINDS = [
  'nothing',
  'entry',
  'loop-head',
  'calling-loop-head',
  'rotated-head',
  'bare-loop-head',
  'run',
  'calling-entry',
  'calling-run',
  'loop-open',
  'loop-close',
  'back-edge',
  'back-edge-if',
  'back-label',
  'back-label-if',
  'counted-open',
  'counted-close',
  'relabel',
  'relabel-table',
  'self-call',
  'paid-call',
  'leave',
  'calls',
  'called',
  'length',
  'memory-grow',
  'memory-grown',
  'constant-memory-grown',
  'table-grow',
  'table-grown',
  'heap',
  'heap-array',
  'forfeit',
] as const

export type PointKind = (typeof POINT_KINDS)[number]

/** The number that stands for a kind in the column of kinds. */
export const POINT: Readonly<Record<PointKind, number>> = numbered(POINT_KINDS)

function numbered<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>
}
