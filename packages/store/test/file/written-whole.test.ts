import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256Hex } from '@blufio/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSkillStore, type SkillStore } from '../../src/index.node.ts'
import { LogBacking } from '../../src/storage/log-backing.ts'
import { NodeRegistryFiles } from '../../src/storage/registry-files.node.ts'
import { WasmFolder } from '../../src/storage/wasm-folder.node.ts'
import { codeOf, skillPackage, wasmOf } from '../skill-packages.ts'

let root: string
let path: string
let store: SkillStore
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(root, 'home', 'registry.db')
  store = await openSkillStore({ path })
  await store.install(skillPackage('first'))
})
afterEach(async () => {
  await store.close()
  await rm(root, { recursive: true })
})

/** Every file below the root with its content, to tell whether anything changed. */
async function everything(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    files.set(file, entry.isFile() ? await readFile(file, 'base64') : '(folder)')
  }
  return files
}

test('a module that can not be written changes nothing', async () => {
  const hash = await sha256Hex(wasmOf('other'))
  // A folder that is not empty stands where the module would go, so that the rename fails.
  await mkdir(join(root, 'home', 'skills', `${hash}.wasm`, 'in-the-way'), { recursive: true })
  const before = await everything()
  expect(await codeOf(store.install(skillPackage('second', { wasm: wasmOf('other') })))).toBe('ERR_STORE_WRITE')
  expect(await codeOf(store.update(skillPackage('first', { wasm: wasmOf('other') })))).toBe('ERR_STORE_WRITE')
  expect(await everything()).toEqual(before)
  expect((await store.list()).map((skill) => skill.version)).toEqual(['0.1.0'])
  await store.install(skillPackage('third', { wasm: wasmOf('third') }))
  expect((await store.list()).map((skill) => skill.name)).toEqual(['first', 'third'])
})

test('a folder that went away loses nothing when it is back', async () => {
  const before = await everything()
  await rename(dirname(path), join(root, 'away'))
  await writeFile(dirname(path), 'a file where the folder was')
  expect(await codeOf(store.install(skillPackage('second')))).toBe('ERR_STORE_WRITE')
  expect(await codeOf(store.remove('first'))).toBe('ERR_STORE_WRITE')
  expect(await codeOf(store.list())).toBe('ERR_STORE_READ')
  await rm(dirname(path))
  await rename(join(root, 'away'), dirname(path))
  expect(await everything()).toEqual(before)
  expect((await store.list()).map((skill) => skill.name)).toEqual(['first'])
  await store.install(skillPackage('second'))
  expect((await store.list()).map((skill) => skill.name)).toEqual(['first', 'second'])
})

test('a change made from a state that is not the last one is refused', async () => {
  const files = await NodeRegistryFiles.at(path)
  const backing = new LogBacking(files, new WasmFolder(join(root, 'home', 'skills')))
  const basis = await backing.snapshot()
  const pages = new Map([[1, await readFile(path)]])
  await store.install(skillPackage('second'))
  const before = await everything()
  const commit = () => backing.commit({ pageSize: 4096, pageCount: 1, pages }, basis)
  expect(await codeOf(backing.exclusively(commit))).toBe('ERR_STORE_BUSY')
  expect(await everything()).toEqual(before)
  await backing.close()
})

test('a file that was deleted is an empty registry, for every store that had it open', async () => {
  await rm(path)
  expect(await store.list()).toEqual([])
  await store.install(skillPackage('second'))
  expect((await store.list()).map((skill) => skill.name)).toEqual(['second'])
})

test('modules are kept by digest and go with the last skill that has them', async () => {
  const names = () => readdir(join(root, 'home', 'skills'))
  const [one, other] = [await sha256Hex(wasmOf('one')), await sha256Hex(wasmOf('other'))]
  await store.install(skillPackage('second'))
  expect(await names()).toEqual([`${one}.wasm`])
  await store.update(skillPackage('second', { wasm: wasmOf('other') }))
  expect((await names()).sort()).toEqual([`${one}.wasm`, `${other}.wasm`].sort())
  await store.remove('first')
  expect(await names()).toEqual([`${other}.wasm`])
  expect(await codeOf(store.install(skillPackage('second')))).toBe('ERR_STORE_SKILL_EXISTS')
  await store.remove('second')
  expect(await names()).toEqual([])
})
