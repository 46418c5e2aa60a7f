import type { ChargePoints } from '../analyse/charge-points.ts'
import type { ModuleExport, ModuleImport } from './module-interface.ts'

/** What happens to one function. */
export interface FunctionPlan {
  /** Its points: from `first` up to but not including `end`. */
  readonly first: number
  readonly end: number
  /** The locals that it gets; none when it keeps the counter in the global. */
  readonly locals?: AddedLocals
  /** Set when its body moves to the end, and what stands in its place pays for entering it and calls the body there. */
  readonly moved?: MovedBody
}

/** Where the body of a function goes. */
export interface MovedBody {
  /** The index that it gets. */
  readonly function: number
  /** The index of its type, and how many values that takes. */
  readonly type: number
  readonly parameters: number
  /** What entering it costs. */
  readonly fuel: number
}

/** Of a function with counted loops. */
export interface Counting {
  /** The index of a local, an i64: how often a loop runs. */
  readonly iterations: number
  /** Up to so many units, a loop is paid for as a whole. */
  readonly maxFuel: number
}

/** The indices of locals that a function gets behind its own. */
export interface AddedLocals {
  /** The counter, an i64. */
  readonly counter: number
  readonly counting?: Counting
}

/**
 * The functions that rewriting can add; with `64` behind it, for a size of 64 bits.
 *
 * - `check`: asks for a refill, and ends the run when there is none
 * - `reset`: gives every global its initial value
 * - the others: what the inserts of these names do
 */
export type HelperName =
  | 'check'
  | 'length'
  | 'length64'
  | 'growAsked'
  | 'growAsked64'
  | 'memoryGrown'
  | 'memoryGrown64'
  | 'tableGrown'
  | 'tableGrown64'
  | 'noteRefusal'
  | 'noteRefusal64'
  | 'heap'
  | 'heapArray'
  | 'forfeit'
  | 'reset'

/** The indices of what rewriting appends; nothing that was there before changes its index. */
export interface Appended {
  /** The index of the first type. */
  readonly type: number
  readonly table: number
  readonly globals: {
    readonly fuel: number
    readonly refused: number
    /** What the last growth asked for. */
    readonly asked: number
    /** What is left of the heap budget, in bytes. */
    readonly heap: number
    /** The first of one for each function that the module defines, where fuel is told by function: what went there. */
    readonly functionFuel: number
  }
  /** The indices of the helpers that something calls, in their order. */
  readonly helpers: ReadonlyMap<HelperName, number>
  /** The index of the first function behind those. */
  readonly firstMovedBody: number
}

/** The names of the exports that rewriting appends, none of which the guest has. */
export interface ReservedExports {
  readonly fuel: string
  readonly refused: string
  readonly refill: string
  readonly start: string
  /** There where the plan has `resets`. */
  readonly reset: string
  /** One for each memory, imported ones first. */
  readonly memories: readonly string[]
}

/** A global that a reset sets, and where its initialiser stands in the module, its `end` not included. */
export interface GlobalReset {
  readonly global: number
  readonly start: number
  readonly end: number
}

/** The bounds of a memory or table after rewriting. */
export interface PlannedLimits {
  readonly is64: boolean
  readonly minimum: number
  readonly maximum?: number
}

/** What telling fuel by function takes. */
export interface FuelProfile {
  /** The index of the first function that the module defines. */
  readonly firstFunction: number
  /** Of each such function, what whoever calls it directly pays for entering it. */
  readonly paidByCallers: readonly number[]
}

/** Everything that encoding does to a module, as plain data. */
export interface RewritePlan {
  readonly points: ChargePoints
  /** What is put in at each point: the place of its name in INSERTS. */
  readonly inserts: Uint8Array
  /** In the order of the code section. */
  readonly functions: readonly FunctionPlan[]
  readonly memories: readonly PlannedLimits[]
  readonly tables: readonly PlannedLimits[]
  readonly appended: Appended
  readonly reservedExports: ReservedExports
  readonly profile?: FuelProfile
  /** What an instance may still allocate outside of its memories once it is made, in bytes, where that is bounded. */
  readonly heapBytes?: number
  /**
   * How globals are reset, where setting them and the memories is all that it takes to bring an instance back to its initial
   * state, and the policy asks for it.
   */
  readonly resets?: readonly GlobalReset[]
  /** What the guest imports and exports, in the order of the module. */
  readonly imports: readonly ModuleImport[]
  readonly exports: readonly ModuleExport[]
  /** The function that ran at instantiation and that the host now calls, by its index. */
  readonly start?: number
  /** What instantiation costs beside the body of the start function, in units of fuel. */
  readonly startupFuel: number
}
