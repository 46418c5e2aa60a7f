import { execFileSync } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sha256Hex } from '@blufio/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSkillStore } from '../../src/index.node.ts'
import { codeOf, skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
})
afterEach(() => rm(folder, { recursive: true }))

test('a log that SQLite begins anew over the old one is read from its start', async () => {
  const store = await openSkillStore({ path })
  for (let at = 0; at < 8; at += 1) await store.install(skillPackage(`skill-${at}`))
  const sqlite = new DatabaseSync(path)
  sqlite.exec("UPDATE installed_skills SET installed_at = 'edited'")
  expect((await store.get('skill-0'))?.installedAt).toBe('edited')
  // All is in the file now, so that the next commit goes to the start of the log; what is behind it stays.
  sqlite.exec('PRAGMA wal_checkpoint(FULL)')
  sqlite.exec("UPDATE installed_skills SET installed_at = 'again' WHERE name = 'skill-0'")
  expect((await store.get('skill-0'))?.installedAt).toBe('again')
  expect(await store.check()).toHaveLength(0)
  sqlite.close()
  await store.close()
})

test.skipIf(process.platform === 'win32')(
  'a pipe that stands where a module goes is replaced, and waited for by nobody (needs mkfifo)',
  async () => {
    const store = await openSkillStore({ path })
    await store.install(skillPackage('one'))
    const module = join(folder, 'skills', `${await sha256Hex(wasmOf('one'))}.wasm`)
    await rm(module)
    execFileSync('mkfifo', [module])
    await store.install(skillPackage('two'))
    expect(await wasmIn(store, 'two')).toEqual(wasmOf('one'))
    await store.close()
  },
)

/** Enough changes for the database to be written anew. */
async function fill(name: string): Promise<void> {
  const store = await openSkillStore({ path })
  for (let at = 0; at < 25; at += 1) await store.install(skillPackage(`${name}-${at}`))
  await store.close()
}

test('a database put back from a backup is not put together with the log of another state', async () => {
  await fill('a')
  const old = `${path}.old`
  await copyFile(path, old)
  const oldLog = `${path}.old-wal`
  await copyFile(`${path}-wal`, oldLog)
  await fill('b')
  await fill('c')
  const young = `${path}.young`
  await copyFile(path, young)
  await copyFile(old, path)
  expect(await codeOf(openSkillStore({ path }))).toBe('ERR_STORE_DAMAGED')
  await copyFile(young, path)
  await copyFile(oldLog, `${path}-wal`)
  expect(await codeOf(openSkillStore({ path }))).toBe('ERR_STORE_DAMAGED')
  await copyFile(old, path)
  await (await openSkillStore({ path })).close()
})
