import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import type { BrowserStorage } from '../../src/storage/browser-backing.browser.ts'
import { skillPackage, wasmOf } from '../skill-packages.ts'
import { openStore } from './open-store.ts'

/** Where the page fills its storage, and how much may be in there, in bytes. */
export interface QuotaTask {
  readonly storage: BrowserStorage
  readonly quotaBytes: number
}

/** What came of it. */
export interface QuotaReport {
  readonly code: unknown
  readonly hint: unknown
  readonly installed: readonly string[]
  readonly faults: number
}

await answerInput(async ({ storage, quotaBytes }: QuotaTask): Promise<QuotaReport> => {
  const store = await openStore('full', storage)
  await store.install(skillPackage('small', { wasm: wasmOf('small') }))
  const wasm = new Uint8Array(2 * quotaBytes)
  for (let at = 0; at < wasm.length; at += 65_536) crypto.getRandomValues(wasm.subarray(at, at + 65_536))
  const error: unknown = await store.install(skillPackage('large', { wasm })).catch((thrown: unknown) => thrown)
  const { code, hint } = error as { readonly code?: unknown; readonly hint?: unknown }
  // There is room for what fits, and what is not wanted can go.
  await store.install(skillPackage('small-too', { wasm: wasmOf('small-too') }))
  await store.remove('small')
  const installed = (await store.list()).map(({ name }) => name)
  return { code, hint, installed, faults: (await store.check()).length }
})
