import { compileMetered } from '@blufio/sandbox/rewriter'
import { answerInput, fromBase64 } from '../../../../tooling/testing/engines/host-page.ts'
import type { Call } from '../golden/rules.ts'
import { fuelOf, instantiateAlone } from '../support/metered-calls.ts'

/** A golden case on its way to another engine. */
export interface PostedCase {
  readonly wasm: string
  readonly calls: readonly Call[]
}

/** Units of fuel on that engine; `null` for a call that traps, and in place of all for a module that it refuses. */
export type MeasuredCase = { readonly startup: number; readonly calls: readonly (number | null)[] } | null

await answerInput(async (cases: readonly PostedCase[]) => {
  const figures: MeasuredCase[] = []
  for (const { wasm, calls } of cases) figures.push(await measure(fromBase64(wasm), calls))
  return figures
})

async function measure(wasm: Uint8Array<ArrayBuffer>, calls: readonly Call[]): Promise<MeasuredCase> {
  if (!WebAssembly.validate(wasm)) return null
  const metered = await compileMetered(wasm)
  const fuel = calls.map((call) => fuelOf(metered, call))
  return {
    startup: Number(instantiateAlone(metered).fuelConsumed),
    calls: fuel.map((units) => (units === null ? null : Number(units))),
  }
}
