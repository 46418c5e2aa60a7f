import { isBlufioError } from '@blufio/core'
import {
  type DescribedFunction,
  describeFunctions,
  explainModule,
  formatListing,
  listFunction,
  type ModuleExplanation,
} from '@blufio/sandbox/explain'
import { type RewritePlan, rewrite } from '@blufio/sandbox/rewriter'

/** What the page asks: first about a module, then for the listings of its functions. */
export type ExplainQuestion =
  | { readonly wasm: Uint8Array }
  | { readonly listing: number; readonly firstLine: number; readonly maxLines: number }

/** What it is told. */
export type ExplainAnswer =
  | { readonly explanation: ModuleExplanation; readonly functions: readonly DescribedFunction[] }
  | { readonly text: string; readonly lineCount: number }
  | { readonly failure: { readonly message: string; readonly code?: string } }

let module: { readonly wasm: Uint8Array; plan?: RewritePlan } | undefined

self.addEventListener('message', ({ data }: MessageEvent<ExplainQuestion>) => {
  self.postMessage(answer(data))
})

function answer(question: ExplainQuestion): ExplainAnswer {
  try {
    if ('wasm' in question) {
      module = { wasm: question.wasm }
      return { explanation: explainModule(question.wasm), functions: describeFunctions(question.wasm) }
    }
    if (module === undefined) throw new Error('there is no module to list')
    module.plan ??= rewrite(module.wasm).plan
    const { listing, firstLine, maxLines } = question
    const listed = listFunction(module.wasm, module.plan, listing, { firstLine, maxLines })
    return { text: formatListing(listed), lineCount: listed.lineCount }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { failure: { message, ...(isBlufioError(error) && { code: error.code }) } }
  }
}
