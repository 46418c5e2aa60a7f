import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSqlite } from '../../src/database/sqlite-database.ts'
import { openSkillStore } from '../../src/index.node.ts'
import { SkillStore } from '../../src/skill-store.ts'
import { LogBacking } from '../../src/storage/log-backing.ts'
import { NodeRegistryFiles } from '../../src/storage/registry-files.node.ts'
import type { PageChange, PageSnapshot } from '../../src/storage/store-backing.ts'
import { WasmFolder } from '../../src/storage/wasm-folder.node.ts'
import { skillPackage } from '../skill-packages.ts'

const SKILLS = 700

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
  const store = await openSkillStore({ path })
  for (let at = 0; at < SKILLS; at += 1) {
    await store.install(skillPackage(`skill-${at}`, { description: 'What it does. '.repeat(40) }))
  }
  await store.close()
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

/** A store that counts the pages that it is given, and those that it commits. */
async function countingStore(): Promise<{ store: SkillStore; counts: { read: number; written: number; all: number } }> {
  const counts = { read: 0, written: 0, all: 0 }
  const files = await NodeRegistryFiles.at(path)
  class CountingBacking extends LogBacking {
    override async snapshot(): ReturnType<LogBacking['snapshot']> {
      const snapshot = await super.snapshot()
      if (snapshot && !Object.hasOwn(snapshot, 'readPages')) {
        counts.all = snapshot.pageCount
        const read = snapshot.readPages.bind(snapshot)
        snapshot.readPages = (first, count) => {
          counts.read += count
          return read(first, count)
        }
      }
      return snapshot
    }

    override commit(change: PageChange, basis: PageSnapshot | undefined): Promise<PageSnapshot | undefined> {
      counts.written += change.pages.size
      return super.commit(change, basis)
    }
  }
  const backing = new CountingBacking(files, new WasmFolder(join(folder, 'skills')))
  return { store: await SkillStore.open(await loadSqlite(), backing), counts }
}

test('of a large registry the pages are read that a query needs, and written that a change made', async () => {
  const { store, counts } = await countingStore()
  expect(counts.all).toBeGreaterThan(150)
  expect(counts.read).toBeLessThan(5)
  await store.get('skill-700')
  expect(counts.read).toBeLessThan(15)
  await store.install(skillPackage('one-more'))
  await store.remove('one-more')
  expect(counts.read).toBeLessThan(60)
  expect(counts.written).toBeLessThan(20)
  expect(await store.list()).toHaveLength(SKILLS)
  expect(counts.read).toBeLessThan(3 * counts.all)
  await store.close()
})
