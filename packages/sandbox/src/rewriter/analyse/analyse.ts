import type { DecodedModule } from '../decode/decode-module.ts'
import { Instructions } from '../format/instructions.ts'
import { assertCount, MODULE_LIMITS } from '../format/limits.ts'
import { POINT } from '../format/point-kinds.ts'
import { type AnalysisContext, analyseFunction, type FunctionTraits } from './analyse-function.ts'
import { CallSites } from './call-sites.ts'
import { type FunctionPoints, letCallersPay, type OwnPoints } from './caller-payments.ts'
import { ChargePoints } from './charge-points.ts'
import { findConstantCallees, referencedFunctions } from './constant-callees.ts'
import { ControlStack } from './control-stack.ts'
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

/** A counter, and one for counted loops. */
const MOST_ADDED_LOCALS = 2

/** A function whose callers pay for it. */
const UNCOUNTED: FunctionTraits = {
  ...{ callsItself: false, hasTry: false, keepsCounter: false, countedLoops: 0 },
  ...{ labels: 0, staticFuel: 0, alters: false },
}

/** Finds the places where a module's fuel is counted, and where it `profiles`, by function; linear in its size. */
export function analyse(module: DecodedModule, profiles = false): ModuleAnalysis {
  const facts = { ...moduleFacts(module), profiles }
  const first = analyseCode(module, facts)
  // Only now is it known that somebody catches, although the module throws nothing: an error of its host, say.
  const catches = !facts.mayThrow && first.functions.some(({ traits }) => traits.hasTry)
  const { points, functions } = catches ? analyseCode(module, { ...facts, mayThrow: true }) : first
  return {
    points,
    functions,
    startupFuel: startupFuel(module),
    initialHeapBytes: initialHeapBytes(module, facts),
  }
}

function analyseCode(
  module: DecodedModule,
  moduleFacts: Omit<ModuleFacts, 'constantFuel' | 'mayCount'>,
): Pick<ModuleAnalysis, 'points' | 'functions'> {
  const { bytes, code, importedFunctionCount: imported } = module
  const referenced = referencedFunctions(module)
  const constant = findConstantCallees(module, referenced, moduleFacts.mayThrow)
  const facts = { ...moduleFacts, constantFuel: (callee: number) => constant.get(callee)?.fuel }
  const codeBytes = code.reduce((total, { start, end }) => total + end - start, 0)
  const context: AnalysisContext = {
    bytes,
    points: new ChargePoints(codeBytes),
    sites: new CallSites(),
    facts: { ...facts, mayCount: true },
    scratch: { stack: new ControlStack(), code: new Instructions() },
  }
  const withoutRoom: AnalysisContext = { ...context, facts: { ...facts, mayCount: false } }
  const { points, sites } = context
  const functions = code.map((body, index): OwnPoints => {
    const self = imported + index
    const first = points.count
    const { locals } = body
    const callee = constant.get(self)
    const traits =
      callee !== undefined
        ? UNCOUNTED
        : analyseFunction(self, body, locals + MOST_ADDED_LOCALS <= MODULE_LIMITS.locals ? context : withoutRoom)
    for (const arm of callee?.callingArms ?? []) points.add(arm, POINT.forfeit)
    assertCount('localsTimesLabels', locals * traits.labels, body.start)
    return {
      traits,
      constantFuel: callee?.fuel ?? 0,
      locals,
      referenced: referenced.has(self),
      first,
      end: points.count,
    }
  })
  return { points, functions: letCallersPay(functions, { points, sites, imported }) }
}
