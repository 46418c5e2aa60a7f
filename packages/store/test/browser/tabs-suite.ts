import { describe, expect, test } from 'vitest'
import type { SkillStore } from '../../src/skill-store.ts'
import { resultOf } from '../../src/storage/indexeddb-request.browser.ts'
import { codeOf, skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'
import { openStore, STORAGES } from './open-store.ts'
import { type KilledTabs, startTab, TAB_KINDS } from './tab.ts'

const KILLS = 8

/** What holds of registries that several tabs use, of which those that are `killed` end amid their work. */
export function testTabs(killed: KilledTabs): void {
  describe.each(STORAGES)('a registry in %s', (storage) => {
    const installedIn = async (store: SkillStore) => new Set((await store.list()).map(({ name }) => name))

    test('keeps all that two tabs install at once', { timeout: 60_000 }, async () => {
      const tabs = TAB_KINDS.map((kind) => startTab(kind, { store: 'shared', storage, prefix: kind, count: 50 }))
      const store = await openStore('shared', storage)
      // A reader meanwhile: it sees whole states, and never fewer skills than before.
      let seen = 0
      let areDone = false
      const reading = (async () => {
        while (!areDone) {
          const { size } = await installedIn(store)
          expect(size).toBeGreaterThanOrEqual(seen)
          seen = size
        }
      })()
      await Promise.all(tabs.map(({ done }) => done)).finally(() => {
        areDone = true
      })
      await reading
      for (const tab of tabs) tab.kill()
      expect(await installedIn(store)).toEqual(new Set(tabs.flatMap(({ installed }) => installed)))
      expect(await store.list()).toHaveLength(100)
      expect(await store.check()).toEqual([])
      await store.close()
    })

    test.each(killed[storage])(
      'is whole after a %s was killed in the middle of an installation',
      { timeout: 60_000 },
      async (kind) => {
        const name = `killed-${kind}`
        const store = await openStore(name, storage)
        for (let kill = 0; kill < KILLS; kill += 1) {
          const before = await installedIn(store)
          const tab = startTab(kind, { store: name, storage, prefix: `round-${kill}`, count: null })
          await tab.begun
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
          tab.kill()
          const found = await installedIn(store)
          const acknowledged = [...before, ...tab.installed]
          expect(acknowledged.filter((skill) => !found.has(skill))).toEqual([])
          // Those whose acknowledgement did not arrive, and one that was under way.
          const others = [...found].filter((skill) => !acknowledged.includes(skill))
          expect(others.filter((skill) => !skill.startsWith(`round-${kill}-`))).toEqual([])
          expect(await store.check()).toEqual([])
        }
        await store.install(skillPackage('afterwards', { wasm: wasmOf('afterwards') }))
        expect(await wasmIn(store, 'afterwards')).toEqual(wasmOf('afterwards'))
        if (storage === 'opfs') expect(await filesOf(name)).toHaveLength((await store.list()).length)
        await store.close()
      },
    )

    test('is there again when it is opened without saying where', async () => {
      const name = `found-${storage}`
      const first = await openStore(name, storage)
      await first.install(skillPackage('kept'))
      await first.close()
      const again = await openStore(name)
      expect((await again.list()).map((skill) => skill.name)).toEqual(['kept'])
      expect((await again.get('kept'))?.wasmPath).toMatch(new RegExp(`^${storage}:${name}/`))
      await again.close()
    })

    test('is another than that of another name', async () => {
      const [one, two] = [await openStore('one', storage), await openStore('two', storage)]
      await one.install(skillPackage('of-one'))
      expect(await two.list()).toEqual([])
      await one.close()
      await two.close()
    })

    test('is empty, and takes skills, after its data was deleted under an open store', async () => {
      const store = await openStore('deleted', storage)
      await store.install(skillPackage('gone'))
      await deleteData('deleted')
      expect(await store.list()).toEqual([])
      await store.install(skillPackage('since'))
      expect((await store.list()).map((skill) => skill.name)).toEqual(['since'])
      await store.close()
    })
  })

  test('a registry whose place is not said is in OPFS', async () => {
    const store = await openStore('anywhere')
    const { wasmPath } = await store.install(skillPackage('somewhere'))
    expect(wasmPath).toMatch(/^opfs:anywhere\//)
    await store.close()
  })

  test.each(['', '.', '..', 'A', 'a/b', '../a', '-a', 'a b', 'ä', 'a\0', 'x'.repeat(65)])(
    'refuses to keep a registry as %j',
    async (name) => {
      expect(await codeOf(openStore(name))).toBe('ERR_STORE_OPTIONS')
    },
  )

  test('a database that SQLite itself could read is what OPFS holds', async () => {
    const store = await openStore('readable', 'opfs')
    await store.close()
    const folder = await folderOf('readable')
    const bytes = new Uint8Array(await (await (await folder.getFileHandle('registry.db')).getFile()).arrayBuffer())
    expect(new TextDecoder().decode(bytes.subarray(0, 15))).toBe('SQLite format 3')
  })

  test('a database of another program in the place of ours is refused and left as it was', async () => {
    await (await openStore('foreign', 'opfs')).close()
    const file = await (await folderOf('foreign')).getFileHandle('registry.db')
    const writable = await file.createWritable()
    await writable.write('of another program')
    await writable.close()
    expect(await codeOf(openStore('foreign', 'opfs'))).toBe('ERR_STORE_NOT_A_STORE')
    expect(await (await file.getFile()).text()).toBe('of another program')
  })

  test('a registry in IndexedDB of which pages are gone is told to be damaged', async () => {
    await (await openStore('torn', 'indexeddb')).close()
    const database = await resultOf(indexedDB.open('blufio-store:torn'))
    const pages = database.transaction('pages', 'readwrite').objectStore('pages')
    await resultOf(pages.delete(IDBKeyRange.lowerBound(2)))
    database.close()
    const code = openStore('torn', 'indexeddb').then((store) => codeOf(store.install(skillPackage('lost'))))
    expect(await code).toBe('ERR_STORE_DAMAGED')
  })

  test('a registry of a newer version of this program is refused', async () => {
    const database = await resultOf(indexedDB.open('blufio-store:newer', 99))
    database.close()
    expect(await codeOf(openStore('newer', 'indexeddb'))).toBe('ERR_STORE_NEWER')
  })
}

async function folderOf(name: string): Promise<FileSystemDirectoryHandle> {
  const registries = await (await navigator.storage.getDirectory()).getDirectoryHandle('blufio-registries')
  return registries.getDirectoryHandle(name)
}

async function filesOf(name: string): Promise<readonly string[]> {
  const names: string[] = []
  for await (const file of (await (await folderOf(name)).getDirectoryHandle('skills')).keys()) names.push(file)
  return names
}

/** As a browser does when its user deletes what a site has stored. */
async function deleteData(name: string): Promise<void> {
  const registries = await (await navigator.storage.getDirectory()).getDirectoryHandle('blufio-registries')
  await registries.removeEntry(name, { recursive: true }).catch(() => undefined)
  await resultOf(indexedDB.deleteDatabase(`blufio-store:${name}`))
}
