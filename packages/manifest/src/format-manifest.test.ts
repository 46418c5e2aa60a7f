import { expect, test } from 'vitest'
import { MINIMAL } from '../test/manifest-samples.ts'
import { formatManifest } from './format-manifest.ts'
import { parseManifest } from './parse-manifest.ts'

test('writes every limit out, tables in the order of the docs', () => {
  const toml = `${MINIMAL}author = "\\u0022Ada\\u0022"
[wasm]
entry = "tiny.wasm"
[capabilities.filesystem]
write = ["cache"]
[capabilities.network]
domains = ["a.example", "b.example"]
[resources]
fuel = 5_00_0
`
  expect(formatManifest(parseManifest(toml))).toBe(`[skill]
name = "tiny"
version = "1.0.0"
description = "Does little"
author = "\\"Ada\\""

[capabilities]
env = []

[capabilities.network]
domains = ["a.example", "b.example"]

[capabilities.filesystem]
read = []
write = ["cache"]

[resources]
fuel = 5000
memory_mb = 16
epoch_timeout_secs = 5

[wasm]
entry = "tiny.wasm"
`)
})

test.each([
  ['name', '../x'],
  ['version', '1'],
  ['description', 'a\u007fb'],
  ['description', 'x"\n[resources]\nfuel = 1'],
])('refuses to write a manifest with a %s that could not be read back', (key, value) => {
  const manifest = { ...parseManifest(MINIMAL), [key]: value }
  expect(() => formatManifest(manifest)).toThrow(expect.objectContaining({ code: 'ERR_MANIFEST_INVALID' }))
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('refuses to write a timeout of %s', (epochTimeoutSecs) => {
  const manifest = parseManifest(MINIMAL)
  const broken = { ...manifest, resources: { ...manifest.resources, epochTimeoutSecs } }
  expect(() => formatManifest(broken)).toThrow(expect.objectContaining({ name: 'ManifestError' }))
})
