import binaryen from 'binaryen'
import { expect, test } from 'vitest'
import { formatListing } from '../../src/explain/format-listing.ts'
import { listFunction } from '../../src/explain/list-function.ts'
import { rewrite } from '../../src/rewriter/rewrite.ts'
import { wat } from '../support/wat.ts'
import { PROPOSALS } from './proposals.ts'

function assemble(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text)
  try {
    module.setFeatures(binaryen.Features.All)
    binaryen.setDebugInfo(true)
    return Uint8Array.from(module.emitBinary())
  } finally {
    module.dispose()
  }
}

test.each(PROPOSALS)('lists $name', async ({ name, text, by, listed = 0, maxHeapBytes }) => {
  const wasm = by === 'wabt' ? wat(text) : assemble(text)
  const { plan } = rewrite(wasm, maxHeapBytes === undefined ? {} : { maxHeapBytes })
  const listing = formatListing(listFunction(wasm, plan, listed))
  expect(formatListing(listFunction(wasm, plan, listed))).toBe(listing)
  await expect(listing).toMatchFileSnapshot(`listings/${name}.txt`)
})
