import type { ChargePoints } from '../analyse/charge-points.ts'
import type { ModuleExport, ModuleImport } from './module-interface.ts'

/** What stands in the code at a point. */
export const INSERT = {
  nothing: 0,
  /** Takes the amount from the counter. */
  charge: 1,
  /** Takes the amount from the counter and, when it is below zero, asks for a refill. */
  chargeAndCheck: 2,
  /** Takes the length on top of the stack from the counter, and checks. */
  length: 3,
  /** Keeps the size asked for, which is on top of the stack. */
  growAsked: 4,
  /** Takes the size asked for from the counter when memory.grow succeeded, else notes the refusal. */
  memoryGrown: 5,
  /** Takes the size asked for from the counter when table.grow succeeded. */
  tableGrown: 6,
} as const

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
  /** Per point, one of {@link INSERT}. */
  readonly inserts: readonly number[]
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
