import { wat } from '../support/wat.ts'
import { generatedContent } from './generated-content.ts'
import { exposeState } from './generated-state.ts'
import { wasmOpt } from './generated-wasm-opt.ts'
import { Random } from './random.ts'
import { randomModule } from './random-module.ts'

const CORE = [
  ...['sign-ext', 'mutable-globals', 'nontrapping-float-to-int', 'simd', 'bulk-memory', 'reference-types'],
  ...['multivalue', 'extended-const', 'tail-call', 'memory64', 'multimemory'],
]
const TRANSLATE = '--translate-to-fuzz'
/** Replaces every NaN by 0, whose bits engines need not agree on. */
const NO_NAN = '--denan'
/** Turns the exception handling that engines are leaving behind into the one of WebAssembly 3. */
const NEW_EXCEPTIONS = '--emit-exnref'

/** What wasmtime does not charge: its figure may be lower than ours where a module has one of these. */
export type Forgotten = 'call_ref' | 'catch'

interface Recipe {
  readonly kind: string
  /** Of a hundred. */
  readonly share: number
  /** Features beyond the ones that all recipes have. */
  readonly features: readonly string[]
  readonly args: readonly string[]
  /** Whether the generator starts from a module of ours rather than from nothing. */
  readonly content: boolean
  /** Whether some of binaryen's optimisations shape the result. */
  readonly optimised: boolean
  /** What wasmtime can run with the same results, and what it forgets then; nothing where it can't be asked. */
  readonly oracle?: readonly Forgotten[]
}

const EXCEPTIONS = 'exception-handling'
const RECIPES: readonly Recipe[] = [
  {
    kind: 'all proposals, legacy exceptions',
    share: 14,
    features: ['gc', EXCEPTIONS, 'relaxed-simd'],
    args: [TRANSLATE],
    content: false,
    optimised: false,
  },
  {
    kind: 'all proposals',
    share: 14,
    features: ['gc', EXCEPTIONS, 'relaxed-simd'],
    args: [TRANSLATE, NEW_EXCEPTIONS],
    content: false,
    optimised: false,
  },
  {
    kind: 'all proposals, optimised',
    share: 8,
    features: ['gc', EXCEPTIONS, 'relaxed-simd'],
    args: [TRANSLATE, NEW_EXCEPTIONS],
    content: false,
    optimised: true,
  },
  {
    kind: 'several memories and tables, mutated',
    share: 10,
    features: ['gc', EXCEPTIONS],
    args: [TRANSLATE],
    content: true,
    optimised: false,
  },
  {
    kind: 'several memories and tables, optimised',
    share: 16,
    features: [],
    args: [],
    content: true,
    optimised: true,
    oracle: [],
  },
  {
    kind: 'loops with legacy exceptions, optimised',
    share: 8,
    features: [EXCEPTIONS],
    args: [],
    content: true,
    optimised: true,
  },
  {
    kind: 'loops with exceptions, optimised',
    share: 8,
    features: [EXCEPTIONS],
    args: [NEW_EXCEPTIONS],
    content: true,
    optimised: true,
    oracle: ['catch'],
  },
  {
    kind: 'without exceptions and objects',
    share: 8,
    features: [],
    args: [TRANSLATE, NO_NAN],
    content: false,
    optimised: false,
    oracle: [],
  },
  {
    kind: 'garbage collection',
    share: 7,
    features: ['gc'],
    args: [TRANSLATE, NO_NAN],
    content: false,
    optimised: false,
    oracle: ['call_ref'],
  },
  {
    kind: 'exceptions',
    share: 7,
    features: ['gc', EXCEPTIONS],
    args: [TRANSLATE, NO_NAN, NEW_EXCEPTIONS],
    content: false,
    optimised: false,
    oracle: ['call_ref', 'catch'],
  },
]

const PASSES: readonly (readonly string[])[] = [
  ...[['-O1'], ['-O2'], ['-O3'], ['-O4'], ['-Os'], ['-Oz']],
  ...[
    ['--flatten', '--rereloop'],
    ['--flatten', '--simplify-locals-notee-nostructure', '--local-cse'],
  ],
  ...[['--inlining-optimizing'], ['--licm'], ['--code-folding'], ['--code-pushing'], ['--dae-optimizing']],
  ...[['--merge-blocks', '--remove-unused-brs'], ['--precompute-propagate'], ['--rse', '--vacuum'], ['--ssa']],
  ...[['--merge-similar-functions'], ['--monomorphize'], ['--untee'], ['--coalesce-locals'], ['--reorder-locals']],
]

/** A module made from a seed. */
export interface GeneratedModule {
  readonly seed: number
  readonly kind: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly oracle?: readonly Forgotten[]
}

/** The module of a seed: a valid one, of a kind that the seed chooses, whose state can be seen through its exports. */
export async function generatedModule(seed: number): Promise<GeneratedModule> {
  const random = new Random(scattered(seed))
  const recipe = recipeAt(random.below(100))
  const features = [...CORE, ...recipe.features].map((feature) => `--enable-${feature}`)
  const args = ['--mvp-features', ...features]
  const passes = recipe.optimised ? Array.from({ length: 1 + random.below(4) }, () => random.pick(PASSES)).flat() : []
  const exceptions = recipe.features.includes(EXCEPTIONS)
  const content = !recipe.content
    ? undefined
    : random.chance(4)
      ? wat(randomModule(seed))
      : generatedContent(random, { exceptions })
  const noise = Uint8Array.from({ length: 100 + random.below(random.pick([1000, 4000, 12_000])) }, () =>
    random.below(256),
  )
  const translate = recipe.args.includes(TRANSLATE)
  const make = (...more: readonly string[]): Promise<Uint8Array<ArrayBuffer>> =>
    translate
      ? wasmOpt(noise, [...args, ...recipe.args, ...more], content)
      : wasmOpt(content ?? noise, [...args, ...recipe.args, ...more])
  // Some passes give up on some proposals.
  const wasm = passes.length > 0 ? await make(...passes).catch(() => make()) : await make()
  const { kind, oracle } = recipe
  return { seed, kind, wasm: exposeState(wasm), ...(oracle && { oracle }) }
}

function recipeAt(percent: number): Recipe {
  let sum = 0
  for (const recipe of RECIPES) {
    sum += recipe.share
    if (percent < sum) return recipe
  }
  throw new Error(`the shares of the recipes make ${sum}, not 100`)
}

/** Seeds in a row begin alike; their hashes (the finaliser of MurmurHash3) do not. */
function scattered(seed: number): number {
  let hash = seed
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
