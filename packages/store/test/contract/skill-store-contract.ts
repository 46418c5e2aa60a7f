import { sha256Hex, skillDigest, skillParts } from '@blufio/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SkillStore } from '../../src/skill-store.ts'
import { codeOf, skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'

/** What every kind of store does, wherever it keeps its skills. `openEmpty` opens one that holds nothing yet. */
export function describeSkillStore(kind: string, openEmpty: () => Promise<SkillStore>): void {
  describe(`a skill store ${kind}`, () => {
    let store: SkillStore
    beforeEach(async () => {
      store = await openEmpty()
    })
    afterEach(() => store.close())

    test('is empty when it is new', async () => {
      expect(await store.list()).toEqual([])
    })

    test('gives back what was installed', async () => {
      const skill = skillPackage('weather-lookup', {
        author: 'A. Author',
        capabilities: {
          network: { domains: ['api.weather.com', '*.openweathermap.org'] },
          filesystem: { read: ['/tmp/cache'], write: [] },
          env: ['WEATHER_UNITS'],
          secrets: [
            { name: 'WEATHER_API_KEY', domain: 'api.weather.com', header: 'authorization', prefix: 'Bearer ' },
            { name: 'MAP_KEY', domain: '*.openweathermap.org', query: 'appid' },
          ],
          clock: '2026-01-01T00:00:00Z',
          random: Number.MAX_SAFE_INTEGER,
        },
      })
      const before = new Date().toISOString()
      const installed = await store.install(skill)
      expect(installed).toEqual({
        name: 'weather-lookup',
        version: '0.1.0',
        description: 'What weather-lookup does',
        author: 'A. Author',
        wasmPath: installed.wasmPath,
        manifestToml: skill.manifestToml,
        capabilities: skill.manifest.capabilities,
        resources: skill.manifest.resources,
        documents: {},
        verificationStatus: 'unverified',
        installedAt: installed.installedAt,
        updatedAt: installed.installedAt,
        digest: await skillDigest(await skillParts(skill)),
        parts: await skillParts(skill),
        contentHash: await sha256Hex(skill.wasm),
      })
      expect(installed.installedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(installed.installedAt >= before).toBe(true)
      expect(installed.wasmPath).toContain(`${installed.contentHash}.wasm`)
      expect(await store.get('weather-lookup')).toEqual(installed)
    })

    test.each([
      ['a document of another name', { 'README.md': 'x' }, 'ERR_STORE_DOCUMENT'],
      ['a document of a name of Object.prototype', { constructor: 'x' }, 'ERR_STORE_DOCUMENT'],
      ['one that is too long', { 'SKILL.md': 'x'.repeat(1_048_577) }, 'ERR_STORE_DOCUMENT'],
      ['a schema that is no JSON', { 'input.schema.json': '{' }, 'ERR_STORE_DOCUMENT'],
      ['a schema that is a list', { 'output.schema.json': '[]' }, 'ERR_STORE_DOCUMENT'],
      ['a byte order mark', { 'SKILL.md': '\uFEFF# Tool' }, 'ERR_STORE_TEXT'],
      ['half of a surrogate pair', { 'SKILL.md': '\ud800' }, 'ERR_STORE_TEXT'],
    ])('refuses %s, and keeps nothing', async (_, documents: object, code) => {
      expect(await codeOf(store.install({ ...skillPackage('tool'), documents }))).toBe(code)
      expect(await store.list()).toEqual([])
    })

    test('gives back documents to the letter', async () => {
      const documents = { 'SKILL.md': '# Größe\0\r\n\n', 'input.schema.json': '{ "type": "object" }' }
      await store.install({ ...skillPackage('tool'), documents })
      expect((await store.readSkill('tool')).skill.documents).toEqual(documents)
    })

    test('lists skills by name', async () => {
      for (const name of ['zebra', 'Apple', 'mango', 'a-1', 'a_1']) await store.install(skillPackage(name))
      expect((await store.list()).map((skill) => skill.name)).toEqual(['Apple', 'a-1', 'a_1', 'mango', 'zebra'])
    })

    test('forgets a skill that is removed, and no other', async () => {
      await store.install(skillPackage('one'))
      await store.install(skillPackage('two'))
      await store.remove('one')
      expect(await store.get('one')).toBeUndefined()
      expect((await store.list()).map((skill) => skill.name)).toEqual(['two'])
      expect(await wasmIn(store, 'two')).toEqual(wasmOf('one'))
    })

    test('gives undefined for a skill that is not installed', async () => {
      expect(await store.get('nobody')).toBeUndefined()
    })

    test('refuses to install a name again and changes nothing', async () => {
      const first = await store.install(skillPackage('taken'))
      const again = skillPackage('taken', { version: '9.9.9', wasm: wasmOf('other') })
      expect(await codeOf(store.install(again))).toBe('ERR_STORE_SKILL_EXISTS')
      expect(await store.list()).toEqual([first])
      expect(await wasmIn(store, 'taken')).toEqual(wasmOf('one'))
    })

    test('an update replaces all but the time of installation', async () => {
      const first = await store.install(skillPackage('tool', { author: 'A. Author' }))
      await new Promise((resolve) => setTimeout(resolve, 5))
      const second = await store.update(skillPackage('tool', { version: '0.2.0', wasm: wasmOf('other') }))
      expect(second).toMatchObject({ version: '0.2.0', installedAt: first.installedAt })
      expect(second.updatedAt > first.updatedAt).toBe(true)
      expect(second.author).toBeUndefined()
      expect(second.contentHash).not.toBe(first.contentHash)
      expect(await store.list()).toEqual([second])
      expect(await wasmIn(store, 'tool')).toEqual(wasmOf('other'))
    })

    test('refuses to update, remove or read what is not installed', async () => {
      expect(await codeOf(store.update(skillPackage('nobody')))).toBe('ERR_STORE_SKILL_NOT_FOUND')
      expect(await codeOf(store.remove('nobody'))).toBe('ERR_STORE_SKILL_NOT_FOUND')
      expect(await codeOf(wasmIn(store, 'nobody'))).toBe('ERR_STORE_SKILL_NOT_FOUND')
      expect(await store.list()).toEqual([])
    })

    test('two skills may have one module, which stays until both are gone', async () => {
      await store.install(skillPackage('one'))
      await store.install(skillPackage('two'))
      await store.update(skillPackage('one', { wasm: wasmOf('other') }))
      expect(await wasmIn(store, 'two')).toEqual(wasmOf('one'))
      await store.remove('two')
      await store.install(skillPackage('three'))
      expect(await wasmIn(store, 'three')).toEqual(wasmOf('one'))
    })

    test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype'])(
      '%s is a name like any other',
      async (name) => {
        expect(await store.get(name)).toBeUndefined()
        expect(await codeOf(store.remove(name))).toBe('ERR_STORE_SKILL_NOT_FOUND')
        const installed = await store.install(skillPackage(name))
        expect(await store.get(name)).toEqual(installed)
        expect(await store.list()).toEqual([installed])
        await store.remove(name)
        expect(await store.get(name)).toBeUndefined()
      },
    )

    test.each(['', '../../x', 'a b', 'nаme', 'a\u200bb', 'CON', `a'; DROP TABLE installed_skills; --`, 'x'.repeat(65)])(
      'refuses to install %j',
      async (name) => {
        expect(await codeOf(store.install(skillPackage(name)))).toBe('ERR_SKILL_NAME')
        expect(await store.get(name)).toBeUndefined()
        expect(await store.list()).toEqual([])
      },
    )

    test('keeps every character of a text', async () => {
      const description = `"quotes" 'and' \\, a\0b, ümläut, 😀, \u202e, line\r\nbreak ${'x'.repeat(100_000)}`
      const skill = { ...skillPackage('texts', { description }), manifestToml: `# ${description}` }
      await store.install(skill)
      expect(await store.get('texts')).toMatchObject({ description, manifestToml: skill.manifestToml })
    })

    test('refuses half of a surrogate pair, which UTF-8 would change', async () => {
      const description = 'broken \ud83d'
      expect(await codeOf(store.install(skillPackage('half', { description })))).toBe('ERR_STORE_TEXT')
      const env = ['\udc00']
      expect(await codeOf(store.install(skillPackage('half', { capabilities: { env } })))).toBe('ERR_STORE_TEXT')
      expect(await store.list()).toEqual([])
    })

    test('keeps the largest fuel to the unit, in the text of the manifest', async () => {
      await store.install(skillPackage('hungry'))
      expect((await store.get('hungry'))?.manifestToml).toContain('fuel = 18446744073709551615\n')
    })

    test('keeps the module as it was when it was handed over', async () => {
      const wasm = wasmOf('one')
      const installing = store.install(skillPackage('copied', { wasm }))
      wasm.fill(0)
      await installing
      const read = await wasmIn(store, 'copied')
      expect(read).toEqual(wasmOf('one'))
      read.fill(0)
      expect(await wasmIn(store, 'copied')).toEqual(wasmOf('one'))
    })

    test('calls made at once take effect one after the other', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `skill-${String(index).padStart(2, '0')}`)
      await Promise.all(names.map((name) => store.install(skillPackage(name, { wasm: wasmOf(name) }))))
      const twice = await Promise.all(names.map((name) => codeOf(store.install(skillPackage(name)))))
      expect(new Set(twice)).toEqual(new Set(['ERR_STORE_SKILL_EXISTS']))
      expect((await store.list()).map((skill) => skill.name)).toEqual(names)
      expect(await wasmIn(store, 'skill-07')).toEqual(wasmOf('skill-07'))
    })

    test('is of no use once it is closed', async () => {
      const installing = store.install(skillPackage('last'))
      await store.close()
      await store.close()
      expect((await installing).name).toBe('last')
      const calls = [
        store.list(),
        store.get('last'),
        store.install(skillPackage('more')),
        store.update(skillPackage('last')),
        store.remove('last'),
        wasmIn(store, 'last'),
      ]
      for (const call of calls) expect(await codeOf(call)).toBe('ERR_STORE_CLOSED')
    })
  })
}
