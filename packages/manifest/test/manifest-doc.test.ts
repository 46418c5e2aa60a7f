import { readFileSync } from 'node:fs'
import { DEFAULT_RESOURCES, DEFAULT_SKILL_CONFIG, DEFAULT_WASM_ENTRY } from '@blufio/core'
import { expect, test } from 'vitest'
import { configSchema } from '../src/config-schema.ts'
import { manifestSchema } from '../src/manifest-schema.ts'
import { parseManifest } from '../src/parse-manifest.ts'
import { entriesOf, itemOf } from '../src/schema-walk.ts'
import { errorOf, MINIMAL } from './manifest-samples.ts'

const doc = readFileSync(new URL('../../../docs/manifest.md', import.meta.url), 'utf8')

/** The dotted keys that a schema has, without the tables and the lists of tables. */
function keysOf(schema: Parameters<typeof entriesOf>[0], prefix = ''): string[] {
  const entries = Object.entries(entriesOf(schema) ?? {})
  return entries.flatMap(([key, value]) => {
    const inner = itemOf(value) ?? value
    return entriesOf(inner) ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`]
  })
}

/** The rows `| key | type | default | rule |` under `heading`: key and default. */
function rowsOf(heading: string): Map<string, string> {
  const section = doc.split(/^## /m).find((text) => text.startsWith(heading)) ?? ''
  const rows = section.matchAll(/^\| `([a-z_.]+)` \| [^|]+ \| ([^|]+) \|/gm)
  return new Map(Array.from(rows, ([, key = '', fallback = '']) => [key, fallback.replaceAll('`', '')]))
}

test('every block of TOML is a manifest', () => {
  const blocks = Array.from(doc.matchAll(/^```toml\n([\s\S]*?)^```/gm), ([, toml = '']) => toml)
  expect(blocks.length).toBeGreaterThan(0)
  for (const toml of blocks) expect(parseManifest(toml).name).toBe('weather-lookup')
})

test('every key of a skill.toml is in the table, with its default', () => {
  const rows = rowsOf('Keys')
  expect([...rows.keys()].sort()).toEqual(keysOf(manifestSchema(DEFAULT_RESOURCES)).sort())
  expect(rows.get('resources.fuel')?.replaceAll('_', '')).toBe(String(DEFAULT_RESOURCES.fuel))
  expect(rows.get('resources.memory_mb')).toBe(String(DEFAULT_RESOURCES.memoryMb))
  expect(rows.get('resources.epoch_timeout_secs')).toBe(String(DEFAULT_RESOURCES.epochTimeoutSecs))
  expect(rows.get('wasm.entry')).toBe(DEFAULT_WASM_ENTRY)
})

test('every key of a blufio.toml is in the table, with its default', () => {
  const rows = rowsOf('blufio.toml')
  expect([...rows.keys()].sort()).toEqual(keysOf(configSchema()).sort())
  const { defaultFuel, defaultMemoryMb, defaultEpochTimeoutSecs, maxSkillsInPrompt, enabled, skillsDir } =
    DEFAULT_SKILL_CONFIG
  expect(Array.from(rows.values(), (value) => value.replaceAll('_', ''))).toEqual(
    [skillsDir, defaultFuel, defaultMemoryMb, defaultEpochTimeoutSecs, maxSkillsInPrompt, enabled].map(String),
  )
})

test('only the keys without a default must be there', () => {
  const needed = [...rowsOf('Keys')]
    .filter(([key, fallback]) => fallback === '–' && key.startsWith('skill.'))
    .map(([key]) => key)
  expect(needed).toEqual(['skill.name', 'skill.version', 'skill.description'])
  expect(parseManifest(MINIMAL).name).toBe('tiny')
})

test('the error that the README shows is the one that is thrown', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const shown = Array.from(readme.matchAll(/^ {2}\/\/ (.*)$/gm), ([, line]) => line).join('\n')
  expect(errorOf(`${MINIMAL}[resources]\nmemory-mb = 8\nfuel = -1`).message).toBe(shown)
})
