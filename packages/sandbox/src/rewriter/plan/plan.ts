import type { ChargePoints } from '../analyse/charge-points.ts'
import type { ModuleExport, ModuleImport } from './module-interface.ts'

/**
 * What is put into the code at a point.
 *
 * - `charge` takes the amount from the counter
 * - `charge-and-check` does that and, when the counter is below zero, asks for a refill
 * - `length` takes the length on top of the stack from the counter, and checks
 * - `grow-asked` keeps the size asked for, which is on top of the stack
 * - `memory-grown`, `table-grown` take that size from the counter when the operator succeeded; the first notes a refusal
 */
export type Insert =
  | 'nothing'
  | 'charge'
  | 'charge-and-check'
  | 'length'
  | 'grow-asked'
  | 'memory-grown'
  | 'table-grown'

/** The indices of what rewriting appends; nothing that was there before changes its index. */
export interface Appended {
  readonly types: { readonly action: number; readonly question: number; readonly pass: number }
  readonly table: number
  readonly globals: { readonly fuel: number; readonly asked: number; readonly refused: number }
  readonly functions: {
    readonly check: number
    readonly length: number
    readonly growAsked: number
    readonly memoryGrown: number
    readonly tableGrown: number
  }
}

/** The names of the exports that rewriting appends, none of which the guest has. */
export interface ReservedExports {
  readonly fuel: string
  readonly refused: string
  readonly refill: string
  readonly start: string
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
  /** Per function in the order of the code section: its points from `first` up to but not including `end`. */
  readonly functions: readonly { readonly first: number; readonly end: number }[]
  readonly memories: readonly PlannedLimits[]
  readonly tables: readonly PlannedLimits[]
  readonly appended: Appended
  readonly reservedExports: ReservedExports
  /** What the guest imports and exports, in the order of the module. */
  readonly imports: readonly ModuleImport[]
  readonly exports: readonly ModuleExport[]
  /** The function that ran at instantiation and that the host now calls, by its index. */
  readonly start?: number
  /** What instantiation costs beside the body of the start function, in units of fuel. */
  readonly startupFuel: number
}
