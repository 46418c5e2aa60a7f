import type { Report } from './report.ts'

/** What the rewriter refuses although engines take it: threads. */
const REFUSED_FOR_GOOD = /^ERR_WASM_UNSUPPORTED: the module uses (a shared memory|atomic)/

/** What else the rewriter refused, by code and reason. */
export function unexplainedRefusals({ refusals }: Report): string[] {
  return Object.keys(refusals).filter((reason) => !REFUSED_FOR_GOOD.test(reason))
}
