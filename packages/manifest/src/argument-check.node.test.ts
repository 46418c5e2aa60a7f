import { expect, test } from 'vitest'
import { MINIMAL } from '../test/manifest-samples.ts'
import { formatManifest } from './format-manifest.ts'
import { loadConfig } from './load-config.node.ts'
import { loadManifest } from './load-manifest.node.ts'
import { ManifestError } from './manifest-error.ts'
import { parseConfig } from './parse-config.ts'
import { parseManifest } from './parse-manifest.ts'

const good = parseManifest(MINIMAL)
const defaults = { defaultFuel: 1n, defaultMemoryMb: 1, defaultEpochTimeoutSecs: 1 }
const with_ = (changes: object): object => ({ ...good, ...changes })

/** A call as from JavaScript, where no type is checked. */
async function failureOf(called: (...args: never[]) => unknown, args: readonly unknown[]): Promise<unknown> {
  try {
    await called(...(args as never[]))
  } catch (error) {
    return error
  }
  throw new Error('the call did not fail')
}

test.each([
  [parseManifest, [], 'toml is undefined, expected the text of a skill.toml, a string'],
  [parseManifest, [null], 'toml is null, expected the text of a skill.toml, a string'],
  [parseManifest, [new Uint8Array(3)], 'toml is a Uint8Array, expected the text of a skill.toml, a string'],
  [parseManifest, [{}], 'toml is an object, expected the text of a skill.toml, a string'],
  [parseManifest, [Object.create(null)], 'toml is an object, expected the text of a skill.toml, a string'],
  [parseManifest, ['', null], 'options is null, expected an object'],
  [parseManifest, ['', { file: new URL('file:///x') }], 'options.file is a URL, expected the name of a file, a string'],
  [parseManifest, ['', { defaults: null }], 'options.defaults is null, expected an object'],
  [parseManifest, ['', { defaults: {} }], 'options.defaults.defaultFuel is undefined, expected a bigint'],
  [
    parseManifest,
    ['', { defaults: { ...defaults, defaultMemoryMb: 1.5 } }],
    'options.defaults.defaultMemoryMb is 1.5, expected a whole number',
  ],
  [loadManifest, [], 'path is undefined, expected the path of a skill.toml, a string'],
  [loadManifest, [new URL('file:///x')], 'path is a URL, expected the path of a skill.toml, a string'],
  [loadManifest, ['none', null], 'options is null, expected an object'],
  [formatManifest, [], 'manifest is undefined, expected an object'],
  [formatManifest, [{}], 'manifest.name is undefined, expected a string'],
  [formatManifest, [with_({ author: null })], 'manifest.author is null, expected a string'],
  [formatManifest, [with_({ capabilities: undefined })], 'manifest.capabilities is undefined, expected an object'],
  [
    formatManifest,
    [with_({ capabilities: { env: 'HOME' } })],
    'manifest.capabilities.env is a string, expected a list of strings',
  ],
  [
    formatManifest,
    [with_({ capabilities: { env: [], network: {} } })],
    'manifest.capabilities.network.domains is undefined, expected a list of strings',
  ],
  [
    formatManifest,
    [with_({ capabilities: { env: [], filesystem: { read: [7], write: [] } } })],
    'manifest.capabilities.filesystem.read is a list, expected a list of strings',
  ],
  [
    formatManifest,
    [with_({ resources: { ...good.resources, fuel: 5 } })],
    'manifest.resources.fuel is 5, expected a bigint',
  ],
])('%o with %o: %s', async (called, args, message) => {
  const error = await failureOf(called, args)
  expect(error).toBeInstanceOf(ManifestError)
  expect(error).toMatchObject({ code: 'ERR_MANIFEST_ARGUMENT', message, issues: [], hint: expect.any(String) })
})

test.each([
  [parseConfig, [null], 'toml is null, expected the text of a blufio.toml, a string'],
  [parseConfig, ['', 7], 'options is 7, expected an object'],
  [loadConfig, [], 'path is undefined, expected the path of a blufio.toml, a string'],
])('%o with %o: %s (a configuration)', async (called, args, message) => {
  expect(await failureOf(called, args)).toMatchObject({ code: 'ERR_CONFIG_ARGUMENT', message })
})

test('a loader fails by its promise, not at the call', async () => {
  const promise = (loadManifest as (...args: unknown[]) => Promise<unknown>)(undefined)
  await expect(promise).rejects.toMatchObject({ code: 'ERR_MANIFEST_ARGUMENT' })
})
