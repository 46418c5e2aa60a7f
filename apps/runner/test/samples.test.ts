import type { JsonValue, SkillResult } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import { createSkillRuntime } from '@blufio/sandbox'
import { packSkill, unpackSkill } from '@blufio/store'
import { beforeAll, expect, test } from 'vitest'
import { SAMPLES, sampleFiles } from '../build/sample-skills.ts'
import { formProblem } from '../src/input/form-problem.ts'
import { outputKind } from '../src/output/output-kind.ts'

const samples = new Map<string, ReadonlyMap<string, Uint8Array>>()
beforeAll(async () => {
  for (const name of SAMPLES) samples.set(name, await sampleFiles(name))
}, 60_000)

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

async function run(name: string, input: JsonValue, changes: { readonly seconds?: number } = {}): Promise<SkillResult> {
  const files = samples.get(name)
  const manifest = parseManifest(text(files?.get('skill.toml')))
  const { resources } = manifest
  const epochTimeoutSecs = changes.seconds ?? resources.epochTimeoutSecs
  const runtime = await createSkillRuntime({ workers: 1 })
  try {
    await runtime.loadSkill(
      { ...manifest, resources: { ...resources, epochTimeoutSecs } },
      files?.get('skill.wasm') ?? new Uint8Array(),
    )
    return await runtime.invoke({ skillName: name, input })
  } finally {
    await runtime.close()
  }
}

/** The input that the form begins with. */
function formInput(name: string): JsonValue {
  const schema = JSON.parse(text(samples.get(name)?.get('input.schema.json'))) as {
    readonly properties: Record<string, { readonly default?: JsonValue }>
  }
  expect(formProblem(schema)).toBeUndefined()
  return Object.fromEntries(Object.entries(schema.properties).map(([key, { default: value = null }]) => [key, value]))
}

test.each(SAMPLES)('%s packs into an archive that is read again', (name) => {
  const files = samples.get(name) ?? new Map<string, Uint8Array>()
  expect([...unpackSkill(packSkill(files)).keys()].sort()).toEqual([...files.keys()].sort())
})

test('text-statistics counts', async () => {
  const { content } = await run('text-statistics', { text: 'The tea. The Żółw drinks "the" tea!' })
  expect(JSON.parse(content)).toEqual({
    characters: 35,
    words: 7,
    sentences: 2,
    frequent: { the: 3, tea: 2, żółw: 1, drinks: 1 },
  })
})

test('release-notes renders Markdown', async () => {
  const { content } = await run('release-notes', formInput('release-notes'))
  expect(content).toContain('# Skill runner 1.0.0\n')
  expect(content).toContain('\n## Added\n\n- **Charts** of the last runs\n')
  expect(outputKind(content).kind).toBe('markdown')
})

test.each([
  ['orders[0].item', '{"name": "tea", "price": 4.5}'],
  ['orders.0.paid', 'true'],
  ['', '{"orders": [{"item": {"name": "tea", "price": 4.5}, "paid": true}]}'],
  ['orders[1]', '{"error":"there is nothing at orders.1"}'],
])('json-query finds %s', async (path, expected) => {
  const input = { ...(formInput('json-query') as Record<string, JsonValue>), path }
  expect((await run('json-query', input)).content).toBe(expected)
})

test.each(['{', '[1,]', '{"a" 1}', '"\\u00', `${'['.repeat(5000)}`])(
  'json-query says what is wrong with %s',
  async (json) => {
    const { content, outcome } = await run('json-query', { json, path: 'a' })
    expect(outcome).toBe('ok')
    expect(JSON.parse(content).error).toMatch(/^json: .* at character \d+$/)
  },
)

test('picture-filter answers with a picture that a browser can show', async () => {
  const { content } = await run('picture-filter', { filter: 'sepia', width: 320, height: 200 })
  expect(outputKind(content)).toMatchObject({ kind: 'picture', width: 320, height: 200 })
})

test('endless-loop ends when its time is up', async () => {
  expect((await run('endless-loop', null, { seconds: 1 })).outcome).toBe('timed-out')
})

test('memory-eater gets what its manifest says', async () => {
  const { content } = await run('memory-eater', null)
  expect(content).toBe('It got 16 MiB, and was refused more.')
})

test('network-caller is denied the server that it is not granted', async () => {
  const { outcome, content } = await run('network-caller', null)
  expect(outcome).toBe('denied')
  expect(content).toContain('elsewhere.example')
})

test('refused is not loaded', async () => {
  await expect(run('refused', null)).rejects.toMatchObject({ message: expect.stringContaining('read_clipboard') })
})
