import { POINT_KINDS, type PointKind } from './point-kinds.ts'

/**
 * What is put into the code at a point; the amount of the point is in brackets.
 *
 * - `charge`: takes the amount from the counter
 * - `charge-and-check`: does that and, when the counter is below zero, asks for a refill
 * - `loop-open` … `relabel-table`: as the points of these names; `loop-head` leaves to the loop around it when the counter
 *   is below zero, and only then takes the amount: no call stands inside a loop that does not call
 * - `back-edge`, `back-edge-if`: take the amount from the counter, and see whether it is below zero
 * - `back-label`, `back-label-if`: lead back to the loop of ours in that case, else to the guest's
 * - `self-call`: calls the function's body where that was moved, behind what stands in its place
 * - `paid-call`: counts for the function that is called what its caller paid for it
 * - `settle`, `resume`: bring the counter from its local to its global, and back
 * - `length`: takes the length on top of the stack from the counter, and checks
 * - `grow-asked`: keeps the size asked for, which is on top of the stack
 * - `constant-memory-grown`: notes a refusal
 * - `memory-grown`, `table-grown`: take that size from the counter when the operator succeeded; the first notes a refusal
 * - `forfeit`: takes what is left of the slice
 * - `heap`, `heap-array`: take the bytes of an object, or of an array, from the heap budget; end the run when that is used up
 */
export const INSERTS = [
  'nothing',
  'charge',
  'charge-and-check',
  'loop-open',
  'loop-head',
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
  'settle',
  'resume',
  'length',
  'grow-asked',
  'memory-grown',
  'constant-memory-grown',
  'table-grown',
  'heap',
  'heap-array',
  'forfeit',
] as const

export type Insert = (typeof INSERTS)[number]

/** The number that stands for an insert in the column of inserts. */
export const INSERT: Readonly<Record<Insert, number>> = Object.fromEntries(
  INSERTS.map((name, index) => [name, index]),
) as Record<Insert, number>

/** What stands at points whose kind does not have a name of its own among the inserts. */
const OTHER: Readonly<Partial<Record<PointKind, Insert>>> = {
  entry: 'charge',
  run: 'charge',
  'calling-entry': 'charge-and-check',
  'calling-run': 'charge-and-check',
  'bare-loop-head': 'charge-and-check',
  'calling-loop-head': 'loop-head',
  'rotated-head': 'nothing',
  leave: 'settle',
  calls: 'settle',
  called: 'resume',
  'memory-grow': 'grow-asked',
  'table-grow': 'grow-asked',
}

/** The insert that usually stands at a point, by the number of its kind. */
export const USUAL_INSERTS: Uint8Array = Uint8Array.from(POINT_KINDS, (kind) => INSERT[OTHER[kind] ?? (kind as Insert)])
