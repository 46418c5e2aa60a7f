import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadSqlite } from '../../src/database/sqlite-database.ts'
import { openSkillStore } from '../../src/index.node.ts'
import { SkillStore } from '../../src/skill-store.ts'
import { LogBacking } from '../../src/storage/log-backing.ts'
import { NodeRegistryFiles } from '../../src/storage/registry-files.node.ts'
import { WasmFolder } from '../../src/storage/wasm-folder.node.ts'
import { codeOf, skillPackage } from '../skill-packages.ts'
import { query } from '../sqlite-file.ts'

// Hundreds of registries are opened.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let path: string
let log: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
  log = `${path}-wal`
})
afterEach(() => rm(folder, { recursive: true }))

async function install(...names: readonly string[]): Promise<void> {
  const store = await openSkillStore({ path })
  for (const name of names) await store.install(skillPackage(name))
  await store.close()
}

async function names(): Promise<string> {
  const store = await openSkillStore({ path, readOnly: true })
  const list = await store.list()
  await store.close()
  return list.map(({ name }) => name).join()
}

/** The file and its log after each of four installs. */
async function history(): Promise<{ states: readonly string[]; database: Uint8Array; bytes: Uint8Array }> {
  const states = ['']
  for (const name of ['a', 'b', 'c', 'd']) {
    await install(name)
    states.push(await names())
  }
  return { states, database: await readFile(path), bytes: await readFile(log) }
}

test('a log that is cut off anywhere leaves the state of its last whole commit, and takes the next one', async () => {
  const { states, database, bytes } = await history()
  expect(states).toEqual(['', 'a', 'a,b', 'a,b,c', 'a,b,c,d'])
  let last = 0
  for (let length = 0; length <= bytes.length; length += 373) {
    await writeFile(path, database)
    await writeFile(log, bytes.subarray(0, length))
    const found = states.indexOf(await names())
    expect(found).toBeGreaterThanOrEqual(last)
    last = found
    if (length % 5 !== 0) continue
    await install('next')
    expect(await names()).toBe([states[found], 'next'].filter((name) => name !== '').join())
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  }
  expect(last).toBe(3)
})

test('a byte that was changed in the log ends it before the commit that it is in', async () => {
  const { states, database, bytes } = await history()
  for (let at = 0; at < bytes.length; at += 397) {
    const changed = Uint8Array.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 0x40
    await writeFile(path, database)
    await writeFile(log, changed)
    expect(states.slice(0, -1)).toContain(await names())
  }
})

test('a log of zeros, of text or of another database is no log of this one', async () => {
  const { states, database, bytes } = await history()
  const foreign = Uint8Array.from(bytes)
  new DataView(foreign.buffer).setUint32(8, 8192)
  for (const content of [new Uint8Array(40_000), 'a text', foreign]) {
    await writeFile(path, database)
    await writeFile(log, content)
    expect(await names()).toBe(states[0])
  }
})

test('a database put back from a backup beside a log that is newer, or older, is refused, and both stay', async () => {
  await install('one')
  const [oldDatabase, oldLog] = [await readFile(path), await readFile(log)]
  const names = Array.from({ length: 40 }, (_, at) => `skill-${at}`)
  await install(...names)
  const [database, newLog] = [await readFile(path), await readFile(log)]
  for (const [file, beside] of [
    [oldDatabase, newLog],
    [database, oldLog],
  ] as const) {
    await writeFile(path, file)
    await writeFile(log, beside)
    expect(await codeOf(openSkillStore({ path }))).toBe('ERR_STORE_DAMAGED')
    expect([await readFile(path), await readFile(log)]).toEqual([file, beside])
  }
  await writeFile(path, oldDatabase)
  await writeFile(log, oldLog)
  const store = await openSkillStore({ path })
  expect((await store.list()).map(({ name }) => name)).toEqual(['one'])
  await store.close()
})

test('what SQLite itself has committed to the log is read', async () => {
  await install('one')
  const other = new DatabaseSync(path)
  other.exec("UPDATE installed_skills SET installed_at = 'edited'")
  // As a program leaves them that was killed, but for the index in shared memory.
  const copy = join(folder, 'copy.db')
  await copyFile(path, copy)
  await copyFile(log, `${copy}-wal`)
  other.close()
  const store = await openSkillStore({ path: copy })
  expect((await store.get('one'))?.installedAt).toBe('edited')
  await store.close()
})

test('the log stays short however many changes there are, and what it held is in the file', async () => {
  const store = await openSkillStore({ path })
  let longest = 0
  for (let round = 0; round < 120; round += 1) {
    await store.install(skillPackage(`skill-${round}`))
    longest = Math.max(
      longest,
      await stat(log).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  }
  expect(await store.list()).toHaveLength(120)
  await store.close()
  expect(longest).toBeLessThan(100 * 4096)
  await rm(log, { force: true })
  expect(query(path, 'SELECT count(*) > 80 AS isInFile FROM installed_skills')).toEqual([{ isInFile: 1 }])
})

test('a database that is written anew while its log is read is not put together with that', async () => {
  const writer = await openSkillStore({ path })
  for (let at = 0; at < 10; at += 1) await writer.install(skillPackage(`skill-${at}`))
  const files = await NodeRegistryFiles.at(path)
  const open = files.open.bind(files)
  let writes = 2
  files.open = async (name) => {
    if (name === 'database' && writes > 0) {
      writes -= 1
      // Enough for the log to be forgotten.
      for (let at = 0; at < 40; at += 1) await writer.install(skillPackage(`more-${writes}-${at}`))
    }
    return open(name)
  }
  const reader = await SkillStore.open(
    await loadSqlite(),
    new LogBacking(files, new WasmFolder(join(folder, 'skills'))),
  )
  expect(await reader.list()).toEqual(await writer.list())
  expect(await reader.check()).toEqual([])
  await Promise.all([reader.close(), writer.close()])
})
