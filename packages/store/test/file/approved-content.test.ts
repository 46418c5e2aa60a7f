import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256Hex } from '@blufio/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SqliteValue } from '../../src/database/sqlite-database.ts'
import { openSkillStore, type SkillStore } from '../../src/index.node.ts'
import { codeOf, skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'
import { editByHand } from '../sqlite-file.ts'

let folder: string
let path: string
let store: SkillStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
  store = await openSkillStore({ path })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

function editRow(column: string, value: SqliteValue): void {
  editByHand(path, `UPDATE installed_skills SET ${column} = ? WHERE name = 'edited'`, [value])
}

test('a module that was changed on the disk is refused, with both digests', async () => {
  const { wasmPath, contentHash } = await store.install(skillPackage('tool'))
  await writeFile(wasmPath, wasmOf('two'))
  const error: unknown = await wasmIn(store, 'tool').catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'ERR_STORE_CONTENT_CHANGED',
    skillName: 'tool',
    path: wasmPath,
    expected: contentHash,
    actual: await sha256Hex(wasmOf('two')),
  })
})

test('a module that is gone is told, and put back by an update', async () => {
  const { wasmPath } = await store.install(skillPackage('tool'))
  await rm(wasmPath)
  expect(await codeOf(wasmIn(store, 'tool'))).toBe('ERR_STORE_WASM_MISSING')
  await store.update(skillPackage('tool'))
  expect(await wasmIn(store, 'tool')).toEqual(wasmOf('one'))
})

test('installing the same module again mends one that was changed', async () => {
  const { wasmPath } = await store.install(skillPackage('tool'))
  await writeFile(wasmPath, 'changed')
  await store.install(skillPackage('second'))
  expect(await wasmIn(store, 'tool')).toEqual(wasmOf('one'))
})

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of a module is refused at once (needs mkfifo)',
  async () => {
    const { wasmPath } = await store.install(skillPackage('tool'))
    await rm(wasmPath)
    execFileSync('mkfifo', [wasmPath])
    expect(await codeOf(wasmIn(store, 'tool'))).toBe('ERR_STORE_READ')
  },
)

test('a row whose digest was edited no longer fits its module', async () => {
  await store.install(skillPackage('edited'))
  const { wasmPath } = await store.install(skillPackage('other', { wasm: wasmOf('other') }))
  editRow('wasm_path', wasmPath)
  editRow('content_hash', 'f'.repeat(64))
  expect(await codeOf(wasmIn(store, 'edited'))).toBe('ERR_STORE_CONTENT_CHANGED')
})

test.each([
  ['content_hash', `../../${'a'.repeat(58)}`],
  ['content_hash', 'F'.repeat(64)],
  ['capabilities_json', '{"env":["HOME"],"everything":true}'],
  ['capabilities_json', 'not JSON'],
  ['verification_status', 'trust me'],
  ['manifest_toml', new Uint8Array([0xff])],
])('a row whose %s was edited to %j is refused by name, and can be removed', async (column, value) => {
  await store.install(skillPackage('edited'))
  await store.install(skillPackage('other'))
  editRow(column, value)
  expect(await codeOf(store.get('edited'))).toBe('ERR_STORE_ROW')
  expect(await codeOf(store.list())).toBe('ERR_STORE_ROW')
  expect((await store.get('other'))?.name).toBe('other')
  await store.remove('edited')
  expect((await store.list()).map((skill) => skill.name)).toEqual(['other'])
  expect(await wasmIn(store, 'other')).toEqual(wasmOf('one'))
})
