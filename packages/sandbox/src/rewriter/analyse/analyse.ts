import type { DecodedModule } from '../decode/decode-module.ts'
import { ByteReader } from '../format/byte-reader.ts'
import { countParameters } from '../format/function-type.ts'
import { Instructions } from '../format/instructions.ts'
import { assertCount, MODULE_LIMITS } from '../format/limits.ts'
import { analyseFunction, type FunctionTraits } from './analyse-function.ts'
import { ChargePoints } from './charge-points.ts'
import { findConstantCallees } from './constant-callees.ts'
import { startupFuel } from './startup-fuel.ts'

/** Where one function's points lie in the list of all. */
export interface FunctionPoints extends FunctionTraits {
  readonly first: number
  /** One more than the index of its last point. */
  readonly end: number
  /** How many locals it has, its parameters included. */
  readonly locals: number
}

/** Where and how much fuel a module uses. */
export interface ModuleAnalysis {
  readonly points: ChargePoints
  /** In the order of the code section. */
  readonly functions: readonly FunctionPoints[]
  /** What instantiation costs beside the body of the start function. */
  readonly startupFuel: number
}

/** A counter, and two for counted loops. */
const MOST_ADDED_LOCALS = 3

/** A function whose callers pay for it. */
const UNCOUNTED: FunctionTraits = { calls: false, loops: false, counts: false, labels: 0, staticFuel: 0 }

/** Finds the places where a module's fuel is counted; linear in its size. */
export function analyse(module: DecodedModule): ModuleAnalysis {
  const points = new ChargePoints()
  const code = new Instructions()
  const takesValues = (type: number): boolean => countParameters(module.bytes, module.types[type] ?? 0) > 0
  const callees = findConstantCallees(module, code)
  const constantFuel = (callee: number): number | undefined => callees.get(callee)
  const functions = module.code.map((body, index) => {
    const first = points.offsets.length
    const { locals } = body
    if (callees.has(module.importedFunctionCount + index)) return { ...UNCOUNTED, first, end: first, locals }
    code.read(new ByteReader(module.bytes, body.code, body.end))
    const traits = analyseFunction(code, points, {
      takesValues,
      constantFuel,
      mayCount: locals + MOST_ADDED_LOCALS <= MODULE_LIMITS.locals,
    })
    assertCount('localsTimesLabels', locals * traits.labels, body.start)
    return { ...traits, first, end: points.offsets.length, locals }
  })
  return { points, functions, startupFuel: startupFuel(module) }
}
