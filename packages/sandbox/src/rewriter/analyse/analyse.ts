import type { DecodedModule } from '../decode/decode-module.ts'
import { Instructions } from '../format/instructions.ts'
import { assertCount, MODULE_LIMITS } from '../format/limits.ts'
import { analyseFunction, type FunctionTraits } from './analyse-function.ts'
import { CallSites } from './call-sites.ts'
import { type FunctionPoints, letCallersPay, type OwnPoints } from './caller-payments.ts'
import { ChargePoints } from './charge-points.ts'
import { findConstantCallees, referencedFunctions } from './constant-callees.ts'
import { initialHeapBytes } from './initial-heap.ts'
import { type ModuleFacts, moduleFacts } from './module-facts.ts'
import { startupFuel } from './startup-fuel.ts'

/** Where and how much fuel a module uses. */
export interface ModuleAnalysis {
  readonly points: ChargePoints
  /** In the order of the code section. */
  readonly functions: readonly FunctionPoints[]
  /** What instantiation costs beside the body of the start function. */
  readonly startupFuel: number
  /** What its initialisers allocate in structs and arrays, in bytes; infinite when that can't be told. */
  readonly initialHeapBytes: number
}

/** A counter, and two for counted loops. */
const MOST_ADDED_LOCALS = 3

/** A function whose callers pay for it. */
const UNCOUNTED: FunctionTraits = {
  ...{ calls: false, callsItself: false, keepsCounter: false, counts: false },
  ...{ labels: 0, staticFuel: 0 },
}

/** Finds the places where a module's fuel is counted; linear in its size. */
export function analyse(module: DecodedModule): ModuleAnalysis {
  const points = new ChargePoints()
  const sites = new CallSites()
  const code = new Instructions()
  const referenced = referencedFunctions(module)
  const callees = findConstantCallees(module, code, referenced)
  const common = { ...moduleFacts(module), constantFuel: (callee: number) => callees.get(callee) }
  const roomy: ModuleFacts = { ...common, mayCount: true }
  const tight: ModuleFacts = { ...common, mayCount: false }
  const functions = module.code.map((body, index): OwnPoints => {
    const self = module.importedFunctionCount + index
    const first = points.count
    const { locals } = body
    const rest = { locals, referenced: referenced.has(self) }
    if (callees.has(self)) return { ...UNCOUNTED, ...rest, first, end: first }
    code.read(module.bytes, body.code, body.end)
    const facts = locals + MOST_ADDED_LOCALS <= MODULE_LIMITS.locals ? roomy : tight
    const traits = analyseFunction(self, { bytes: module.bytes, code, points, sites, facts })
    assertCount('localsTimesLabels', locals * traits.labels, body.start)
    return { ...traits, ...rest, first, end: points.count }
  })
  return {
    points,
    functions: letCallersPay(functions, { points, sites, imported: module.importedFunctionCount }),
    startupFuel: startupFuel(module),
    initialHeapBytes: initialHeapBytes(module, common),
  }
}
