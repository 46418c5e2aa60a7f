import type { ChargePoints } from '../analyse/charge-points.ts'
import type { ModuleExport, ModuleImport } from './module-interface.ts'

/**
 * What is put into the code at a point; the amount of the point is in brackets.
 *
 * - `charge`: takes the amount from the counter
 * - `charge-and-check`: does that and, when the counter is below zero, asks for a refill
 * - `loop-open` … `relabel-table`: as the points of these names; `loop-head` leaves to the loop around it when the counter
 *   is below zero, and only then takes the amount: no call stands inside a loop that does not call
 * - `settle`, `resume`: bring the counter from its local to its global, and back
 * - `length`: takes the length on top of the stack from the counter, and checks
 * - `grow-asked`: keeps the size asked for, which is on top of the stack
 * - `constant-memory-grown`: notes a refusal
 * - `memory-grown`, `table-grown`: take that size from the counter when the operator succeeded; the first notes a refusal
 */
export type Insert =
  | 'nothing'
  | 'charge'
  | 'charge-and-check'
  | 'loop-open'
  | 'loop-head'
  | 'loop-close'
  | 'counted-open'
  | 'counted-close'
  | 'counted-bound'
  | 'counted-test'
  | 'relabel'
  | 'relabel-table'
  | 'settle'
  | 'resume'
  | 'length'
  | 'grow-asked'
  | 'memory-grown'
  | 'constant-memory-grown'
  | 'table-grown'

/** What happens to one function. */
export interface FunctionPlan {
  /** Its points: from `first` up to but not including `end`. */
  readonly first: number
  readonly end: number
  /** The locals that it gets; none when it keeps the counter in the global. */
  readonly locals?: AddedLocals
}

/** The indices of locals that a function gets behind its own. */
export interface AddedLocals {
  /** The counter, an i64. */
  readonly counter: number
  /** Of a function with counted loops: how often a loop runs, an i64, and up to where, an i32. */
  readonly counting?: { readonly iterations: number; readonly limit: number }
}

/** The indices of what rewriting appends; nothing that was there before changes its index. */
export interface Appended {
  readonly types: { readonly action: number; readonly question: number; readonly pass: number; readonly share: number }
  readonly table: number
  readonly globals: { readonly fuel: number; readonly asked: number; readonly refused: number }
  readonly functions: {
    readonly check: number
    readonly share: number
    readonly length: number
    readonly growAsked: number
    readonly memoryGrown: number
    readonly noteRefusal: number
    readonly tableGrown: number
  }
}

/** The names of the exports that rewriting appends, none of which the guest has. */
export interface ReservedExports {
  readonly fuel: string
  readonly refused: string
  readonly refill: string
  readonly start: string
  readonly memory: string
}

/** The bounds of a memory or table after rewriting. */
export interface PlannedLimits {
  readonly minimum: number
  readonly maximum?: number
}

/** Everything that encoding does to a module, as plain data. */
export interface RewritePlan {
  readonly points: ChargePoints
  /** What is put in at each point. */
  readonly inserts: readonly Insert[]
  /** In the order of the code section. */
  readonly functions: readonly FunctionPlan[]
  readonly memories: readonly PlannedLimits[]
  readonly tables: readonly PlannedLimits[]
  readonly appended: Appended
  readonly reservedExports: ReservedExports
  /** Whether the guest has a memory, its own or an imported one. */
  readonly hasMemory: boolean
  /** What the guest imports and exports, in the order of the module. */
  readonly imports: readonly ModuleImport[]
  readonly exports: readonly ModuleExport[]
  /** The function that ran at instantiation and that the host now calls, by its index. */
  readonly start?: number
  /** What instantiation costs beside the body of the start function, in units of fuel. */
  readonly startupFuel: number
}
