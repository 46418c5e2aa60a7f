import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import initSqlJs, { type Database } from 'sql.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSkillStore } from '../../src/index.node.ts'
import { codeOf, skillPackage } from '../skill-packages.ts'
import { query } from '../sqlite-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
})
afterEach(() => rm(folder, { recursive: true }))

async function registryBytes(): Promise<Buffer> {
  const store = await openSkillStore({ path })
  for (const name of ['one', 'two', 'three']) {
    await store.install(skillPackage(name, { description: name.repeat(2_000) }))
  }
  await store.close()
  query(path, 'SELECT 1')
  return readFile(path)
}

async function expectRefused(bytes: Uint8Array, code: string): Promise<void> {
  await writeFile(path, bytes)
  const before = await readdir(folder)
  expect(await codeOf(openSkillStore({ path }))).toBe(code)
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0)
  expect(await readdir(folder)).toEqual(before)
  expect(await openFiles()).toEqual([])
}

/** What this process has open in the folder, where the system tells. */
async function openFiles(): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => [])
  const paths = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return paths.filter((open) => open.startsWith(folder))
}

async function databaseBytes(build: (database: Database) => void): Promise<Uint8Array> {
  const { Database } = await initSqlJs()
  const database = new Database()
  build(database)
  const bytes = database.export()
  database.close()
  return bytes
}

describe('a file that is no sound registry is refused and left as it was', () => {
  test('a text', () => expectRefused(Buffer.from('once upon a time '.repeat(100)), 'ERR_STORE_NOT_A_STORE'))

  test('an empty file', () => expectRefused(Buffer.alloc(0), 'ERR_STORE_DAMAGED'))

  test('a registry cut off anywhere', async () => {
    const bytes = await registryBytes()
    for (let length = 1; length < bytes.length; length += 509) {
      await expectRefused(bytes.subarray(0, length), length < 100 ? 'ERR_STORE_NOT_A_STORE' : 'ERR_STORE_DAMAGED')
    }
    await expectRefused(bytes.subarray(0, -1), 'ERR_STORE_DAMAGED')
  })

  test('a registry with a page overwritten', async () => {
    const bytes = await registryBytes()
    for (let page = 4096; page < bytes.length; page += 4096) {
      const broken = Buffer.from(bytes)
      broken.fill(0xa5, page, page + 64)
      await writeFile(path, broken)
      const store = await openSkillStore({ path })
      const outcome = await store.list().then(
        () => 'read',
        (error: Error & { code?: string }) => error.code,
      )
      // The text inside an overflow page can change without breaking the structure of the file.
      expect(['ERR_STORE_DAMAGED', 'read']).toContain(outcome)
      await store.close()
      expect(Buffer.compare(await readFile(path), broken)).toBe(0)
      if (page === 4096) expect(outcome).toBe('ERR_STORE_DAMAGED')
    }
  })

  test('a registry of a newer version', async () => {
    await (await openSkillStore({ path })).close()
    const { Database } = await initSqlJs()
    const database = new Database(await readFile(path))
    database.run('PRAGMA user_version = 99')
    await expectRefused(database.export(), 'ERR_STORE_NEWER')
  })

  test('a database of another program', async () => {
    const notes = await databaseBytes((database) => database.run('CREATE TABLE notes (id INTEGER, text TEXT)'))
    await expectRefused(notes, 'ERR_STORE_NOT_A_STORE')
    const marked = await databaseBytes((database) => database.run('PRAGMA application_id = 252006673; VACUUM'))
    await expectRefused(marked, 'ERR_STORE_NOT_A_STORE')
  })

  test('a database of another program that has a table of the same name', async () => {
    const foreign = await databaseBytes((database) =>
      database.run('CREATE TABLE installed_skills (id INTEGER PRIMARY KEY, slug TEXT)'),
    )
    await expectRefused(foreign, 'ERR_STORE_NOT_A_STORE')
  })

  test('a registry with changes in a journal that only its writer can apply', async () => {
    const bytes = await registryBytes()
    await writeFile(`${path}-journal`, 'changes')
    await expectRefused(bytes, 'ERR_STORE_IN_USE')
  })

  test('a folder, and a path that leads through a file', async () => {
    await mkdir(path)
    expect(await codeOf(openSkillStore({ path }))).toBe('ERR_STORE_NOT_A_STORE')
    await writeFile(join(folder, 'file'), '')
    expect(await codeOf(openSkillStore({ path: join(folder, 'file', 'registry.db') }))).toBe('ERR_STORE_WRITE')
  })
})

test('options that name no place are refused', async () => {
  expect(await codeOf(openSkillStore({ path: '' }))).toBe('ERR_STORE_OPTIONS')
})
