import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatManifest, parseManifest } from '@blufio/manifest'
import { loadManifest } from '@blufio/manifest/node'

const TOML = `[skill]
name = "weather-lookup"
version = "0.1.0"
description = "Looks up the weather"
[capabilities.network]
domains = ["*.example.com"]
[resources]
fuel = 18446744073709551615
`

test('reads a manifest, the largest fuel included', () => {
  const manifest = parseManifest(TOML)
  assert.equal(manifest.name, 'weather-lookup')
  assert.equal(manifest.resources.fuel, 18_446_744_073_709_551_615n)
  assert.deepEqual([...(manifest.capabilities.network?.domains ?? [])], ['*.example.com'])
})

test('reads what it writes', () => {
  const manifest = parseManifest(TOML)
  assert.deepEqual(parseManifest(formatManifest(manifest)), manifest)
})

test('reports every problem at once, with its line', () => {
  assert.throws(
    () => parseManifest('[skill]\nname = ""\nversion = "one"\ndescription = "x"\nsumary = "y"\n'),
    (error) => error.code === 'ERR_MANIFEST_INVALID' && error.issues.map(({ line }) => line).join() === '2,3,5',
  )
})

test('loads a manifest from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blufio-manifest-'))
  try {
    await writeFile(join(folder, 'skill.toml'), TOML)
    assert.equal((await loadManifest(join(folder, 'skill.toml'))).name, 'weather-lookup')
  } finally {
    await rm(folder, { recursive: true })
  }
})
