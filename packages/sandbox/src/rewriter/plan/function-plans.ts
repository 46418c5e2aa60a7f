import type { ModuleAnalysis } from '../analyse/analyse.ts'
import type { FunctionPoints } from '../analyse/caller-payments.ts'
import type { ChargePoints } from '../analyse/charge-points.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import { countParameters } from '../format/function-type.ts'
import { INSERT, INSERTS, USUAL_INSERTS } from '../format/inserts.ts'
import { MODULE_LIMITS } from '../format/limits.ts'
import { POINT } from '../format/point-kinds.ts'
import { helpersOf } from './helpers.ts'
import type { Counting, FuelProfile, FunctionPlan, HelperName } from './plan.ts'

/** A function that costs no more than this, whatever path it takes, need not check on entry. */
const SMALL_FUNCTION_FUEL = 128
/** Where more runs than this call other functions, one check on entry is smaller than one for each. */
const MOST_CALLING_RUNS = 2

/** What stands at the points of a module, and which helpers that calls. */
export interface PlannedInserts {
  readonly inserts: Uint8Array
  readonly helpers: Set<HelperName>
  readonly movedBodies: number
}

/**
 * Decides what stands at each point.
 *
 * The counter is checked at the head of every loop or at its only branch back, before every operator that costs by length, where a function calls others,
 * and on entering a function that is not small: what runs between two checks is at most a constant times the size of a
 * function.
 */
export function planInserts({ points, functions }: ModuleAnalysis, boundsHeap: boolean): PlannedInserts {
  const inserts = new Uint8Array(points.count)
  const counts = new Int32Array(INSERTS.length)
  const counts64 = new Int32Array(INSERTS.length)
  const usual = USUAL_INSERTS.slice()
  if (!boundsHeap) for (const kind of [POINT.heap, POINT['heap-array']]) usual[kind] = INSERT.nothing
  let movedBodies = 0
  for (const own of functions) {
    const { first, end } = own
    const { keepsCounter } = own.traits
    const atEntry = checksAtEntry(own, points)
    const moved = isMoved(own)
    if (moved) movedBodies++
    for (let point = first; point < end; point++) {
      const kind = points.kinds[point] as number
      let insert = usual[kind] as number
      if (kind === POINT['self-call'] && !moved) insert = INSERT.nothing
      else if (!keepsCounter && (insert === INSERT.settle || insert === INSERT.resume)) insert = INSERT.nothing
      else if (atEntry) {
        if (point === first) insert = INSERT['charge-and-check']
        else if (kind === POINT['calling-run']) insert = INSERT.charge
      }
      const amount = points.amounts[point] as number
      if (insert === INSERT.charge && amount === 0) insert = INSERT.nothing
      inserts[point] = insert
      const used = amount === 1 ? counts64 : counts
      used[insert] = (used[insert] as number) + 1
    }
  }
  return { inserts, helpers: helpersOf(counts, counts64), movedBodies }
}

function checksAtEntry({ first, end, traits }: FunctionPoints, { kinds }: ChargePoints): boolean {
  if (first === end) return false
  if (kinds[first] === POINT['calling-entry'] || traits.countedLoops > 0 || traits.staticFuel > SMALL_FUNCTION_FUEL)
    return true
  let calling = 0
  for (let point = first; point < end; point++) if (kinds[point] === POINT['calling-run']) calling++
  return calling > MOST_CALLING_RUNS
}

/** Decides what happens to each function; moved bodies get the indices from `firstMovedBody` on. */
export function planFunctions(
  module: DecodedModule,
  functions: readonly FunctionPoints[],
  firstMovedBody: number,
): FunctionPlan[] {
  let next = firstMovedBody
  return functions.map((own, index) => {
    const { first, end, locals, paidByCallers: fuel } = own
    const { keepsCounter, countedLoops } = own.traits
    const planned: FunctionPlan =
      !keepsCounter || locals >= MODULE_LIMITS.locals
        ? { first, end }
        : {
            first,
            end,
            locals: {
              counter: locals,
              ...(countedLoops === 0 ? {} : { counting: countingLocals(locals, countedLoops) }),
            },
          }
    if (!isMoved(own)) return planned
    const type = module.functions[index] ?? 0
    const parameters = countParameters(module.bytes, module.types[type] ?? 0)
    return { ...planned, moved: { function: next++, type, parameters, fuel } }
  })
}

/** Tells what goes from a caller's fuel to that of the function it calls: nothing where a stand-in pays. */
export function planProfile(module: DecodedModule, functions: readonly FunctionPoints[]): FuelProfile {
  return {
    firstFunction: module.importedFunctionCount,
    paidByCallers: functions.map((own) => (isMoved(own) ? 0 : own.paidByCallers)),
  }
}

/** Whether a function calls itself and is paid for that by itself, while others pay at what stands in its place. */
function isMoved({ referenced, traits, paidByCallers }: FunctionPoints): boolean {
  return referenced && traits.callsItself && paidByCallers > 0
}

/** Up to so many units, a counted loop runs without a check: some milliseconds of work. */
const MAX_UNCHECKED_FUEL = 2 ** 23
/** The same for all counted loops of a function together: in one with many, each gets less. */
const MAX_UNCHECKED_FUEL_IN_ALL = 2 ** 27

function countingLocals(locals: number, countedLoops: number): Counting {
  const share = Math.floor(MAX_UNCHECKED_FUEL_IN_ALL / countedLoops)
  return { iterations: locals + 1, maxFuel: Math.min(MAX_UNCHECKED_FUEL, share) }
}
