import { type DecodedModule, decode } from '../rewriter/decode/decode-module.ts'
import { assertBearable } from '../rewriter/decode/module-limits.ts'
import { DEFAULT_MAX_MODULE_BYTES } from '../rewriter/format/limits.ts'
import { assertBytes } from '../rewriter/module-bytes.ts'
import { describeExports, describeImports, type ModuleExport } from '../rewriter/plan/module-interface.ts'
import type { RewritePolicy } from '../rewriter/plan/policy.ts'
import { type RewrittenModule, rewrite } from '../rewriter/rewrite.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import { type Capability, type ExplainedImport, explainImport } from './capabilities.ts'
import { describeFeatures, type UsedFeature } from './features.ts'
import { type FunctionMetering, meterFunctions } from './function-metering.ts'
import {
  type ExplainedLimits,
  type ExplainedMemory,
  type ExplainedSection,
  explainMemories,
  explainSections,
  explainTables,
} from './module-sizes.ts'
import { type ModuleNames, readNames } from './names.ts'
import { usedFeatures } from './used-features.ts'

/** A function by its index, imported ones counted, and by its name, which can be any text. */
export interface NamedFunction {
  readonly index: number
  readonly name?: string
}

/** What a module needs, offers and uses, and what metering does to it. Plain data that can be written as JSON. */
export interface ModuleExplanation {
  readonly bytes: number
  /** What the module calls itself. */
  readonly name?: string
  readonly imports: readonly ExplainedImport[]
  /** What a skill of this module must be granted for all its imports to do something. */
  readonly capabilities: readonly Capability[]
  readonly exports: readonly ModuleExport[]
  readonly features: readonly UsedFeature[]
  readonly sections: readonly ExplainedSection[]
  readonly memories: readonly ExplainedMemory[]
  readonly tables: readonly ExplainedLimits[]
  readonly functions: {
    readonly imported: number
    readonly defined: number
    /** Of the largest body. */
    readonly largest?: NamedFunction & { readonly bytes: number }
  }
  /** Segments of data, and how many bytes they hold. */
  readonly data: { readonly segments: number; readonly bytes: number }
  /** The function that runs at instantiation. */
  readonly start?: NamedFunction
  /** What metering does; not there when the module is refused. */
  readonly metering?: ModuleMetering
  /** Why this module can't be metered here, under this policy. */
  readonly refusal?: Refusal
}

/** What metering does to a module. */
export interface ModuleMetering {
  /** Of the module with its meter. */
  readonly bytes: number
  /** What instantiation costs beside the body of the start function, in units of fuel. */
  readonly startupFuel: number
  /** In the order of the code section. */
  readonly functions: readonly FunctionMetering[]
}

/** A {@link RewriteError} as plain data. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Where in the module, in bytes from its start, when one place is at fault. */
  readonly offset?: number
}

/**
 * Explains a module: what it imports and which capability each import needs, what it exports, which features it uses and
 * whether this engine has them, its sizes and limits, and where `rewrite` with the same policy charges fuel. Linear in the
 * size of the module.
 *
 * A module that is read but can't be metered, because the engine lacks a feature or `policy` forbids its size, is explained
 * with a `refusal`.
 *
 * @throws RewriteError for bytes that are no module, for one that is not valid though the engine has all its features, and
 * for one too large to be looked at.
 */
export function explainModule(wasm: Uint8Array, policy: RewritePolicy = {}): ModuleExplanation {
  assertBytes(wasm, policy.maxModuleBytes ?? DEFAULT_MAX_MODULE_BYTES)
  const module = decode(wasm)
  assertBearable(module)
  const names = readNames(module)
  const features = describeFeatures(usedFeatures(module))
  const rewritten = rewriteOrRefuse(wasm, policy, features)
  const plan = 'plan' in rewritten ? rewritten.plan : undefined
  const imports = describeImports(module).map(explainImport)
  return {
    bytes: wasm.length,
    ...(names.module === undefined ? {} : { name: names.module }),
    imports,
    capabilities: CAPABILITY_ORDER.filter((each) => imports.some(({ capability }) => capability === each)),
    exports: describeExports(module),
    features,
    sections: explainSections(module),
    memories: explainMemories(module, plan?.memories),
    tables: explainTables(module, plan?.tables),
    functions: countFunctions(module, names),
    data: { segments: module.data.length, bytes: module.data.reduce((total, { length }) => total + length, 0) },
    ...(module.start === undefined ? {} : { start: named(module.start, names) }),
    ...('plan' in rewritten ? { metering: metering(module, rewritten, names) } : { refusal: rewritten }),
  }
}

const CAPABILITY_ORDER: readonly Capability[] = [
  'network',
  'filesystem.read',
  'filesystem.write',
  'env',
  'clock',
  'random',
]

function rewriteOrRefuse(
  wasm: Uint8Array,
  policy: RewritePolicy,
  features: readonly UsedFeature[],
): RewrittenModule | Refusal {
  try {
    return rewrite(wasm, policy)
  } catch (error) {
    if (!(error instanceof RewriteError)) throw error
    const missing = features.filter(({ inEngine }) => !inEngine)
    const isUnknownFault = error.code === 'ERR_WASM_INVALID' && missing.length === 0
    if (isUnknownFault || error.code === 'ERR_WASM_MALFORMED') throw error
    const { code, message, hint, offset } = error
    return {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(offset === undefined ? {} : { offset }),
    }
  }
}

function metering(module: DecodedModule, rewritten: RewrittenModule, names: ModuleNames): ModuleMetering {
  return {
    bytes: rewritten.bytes.length,
    startupFuel: rewritten.plan.startupFuel,
    functions: meterFunctions(module, rewritten, names.functions),
  }
}

function countFunctions(module: DecodedModule, names: ModuleNames): ModuleExplanation['functions'] {
  const { importedFunctionCount: imported, code } = module
  let largest: ModuleExplanation['functions']['largest']
  for (const [place, { start, end }] of code.entries()) {
    if (largest !== undefined && end - start <= largest.bytes) continue
    largest = { ...named(imported + place, names), bytes: end - start }
  }
  return { imported, defined: code.length, ...(largest === undefined ? {} : { largest }) }
}

function named(index: number, { functions }: ModuleNames): NamedFunction {
  const name = functions.get(index)
  return name === undefined ? { index } : { index, name }
}
