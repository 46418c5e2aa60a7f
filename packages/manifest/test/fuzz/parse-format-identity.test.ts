import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatManifest } from '../../src/format-manifest.ts'
import { parseManifest } from '../../src/parse-manifest.ts'
import { manifest } from './manifests.ts'

test('a manifest that is written and read again is the same', () => {
  fc.assert(
    fc.property(manifest, (original) => {
      const toml = formatManifest(original)
      const read = parseManifest(toml)
      expect(read).toEqual(original)
      expect(formatManifest(read)).toBe(toml)
    }),
    { numRuns: 1000 },
  )
})

test('what is written does not depend on the defaults of the host that reads it', () => {
  const defaults = { defaultFuel: 1n, defaultMemoryMb: 2, defaultEpochTimeoutSecs: 3 }
  fc.assert(
    fc.property(manifest, (original) => {
      expect(parseManifest(formatManifest(original), { defaults })).toEqual(original)
    }),
    { numRuns: 200 },
  )
})
