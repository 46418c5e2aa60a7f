import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSqlite } from '../../src/database/sqlite-database.ts'
import { openSkillStore, SkillStore } from '../../src/index.node.ts'
import { LogBacking } from '../../src/storage/log-backing.ts'
import { NodeRegistryFiles } from '../../src/storage/registry-files.node.ts'
import { WasmFolder } from '../../src/storage/wasm-folder.node.ts'
import { codeOf, skillPackage, wasmOf } from '../skill-packages.ts'

let folder: string
let path: string
let other: SkillStore
let files: NodeRegistryFiles
let store: SkillStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
  other = await openSkillStore({ path })
  await other.install(skillPackage('first'))
  files = await NodeRegistryFiles.at(path)
  const backing = new LogBacking(files, new WasmFolder(join(folder, 'skills')))
  store = await SkillStore.open(await loadSqlite(), backing)
})
afterEach(async () => {
  await Promise.all([store.close(), other.close()])
  await rm(folder, { recursive: true })
})

const names = async () => (await store.list()).map(({ name }) => name)

/** What happens to a holder that stands still for half a minute: its lock goes to another, who commits. */
async function fallAsleep(name: string): Promise<void> {
  await rm(`${path}.lock`)
  await other.install(skillPackage(name, { wasm: wasmOf(name) }))
}

test('who lost the lock neither cuts, nor writes, nor removes the log of who has it', async () => {
  const bytes = await readFile(`${path}-wal`)
  await files.exclusively(async () => {
    await rm(`${path}.lock`)
    await writeFile(`${path}.lock`, 'of another')
    expect(await codeOf(files.append(0, new Uint8Array(100)))).toBe('ERR_STORE_BUSY')
    expect(await codeOf(files.append(bytes.length, new Uint8Array(100)))).toBe('ERR_STORE_BUSY')
    expect(await codeOf(files.removeLog())).toBe('ERR_STORE_BUSY')
  })
  expect(await readFile(`${path}-wal`)).toEqual(bytes)
})

test('a change that sleeps before it commits is refused, and what was committed meanwhile stays', async () => {
  const append = files.append.bind(files)
  files.append = async (start, bytes) => {
    files.append = append
    await fallAsleep('meanwhile')
    return append(start, bytes)
  }
  expect(await codeOf(store.install(skillPackage('second')))).toBe('ERR_STORE_BUSY')
  expect(await names()).toEqual(['first', 'meanwhile'])
  expect(await store.check()).toEqual([])
})

test('a change that sleeps after it was committed stands, and what came after it is seen and kept', async () => {
  const append = files.append.bind(files)
  files.append = async (start, bytes) => {
    files.append = append
    await append(start, bytes)
    await fallAsleep('meanwhile')
  }
  await store.install(skillPackage('second'))
  expect(await names()).toEqual(['first', 'meanwhile', 'second'])
  await store.install(skillPackage('third'))
  expect(await names()).toEqual(['first', 'meanwhile', 'second', 'third'])
  expect(await store.check()).toEqual([])
})

test('a change whose outcome can not be read again is not refused: it was committed', async () => {
  const [append, open] = [files.append.bind(files), files.open.bind(files)]
  files.append = async (start, bytes) => {
    files.append = append
    await append(start, bytes)
    files.open = () => {
      files.open = open
      return Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }))
    }
  }
  await store.install(skillPackage('second'))
  expect(await names()).toEqual(['first', 'second'])
})
