import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatePublisherKey } from '@blufio/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSkillStore, type SkillStore } from '../../src/index.node.ts'
import { digestOf, moduleSignature, signedBy, toolPackage } from '../signed-skills.ts'
import { codeOf, wasmIn, wasmOf } from '../skill-packages.ts'
import { editByHand } from '../sqlite-file.ts'

const EXAMPLE = await generatePublisherKey('example.com')
const OTHER = await generatePublisherKey('example.org')

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

/** Installs a skill, and makes of its row what the Rust original would have written. */
async function installBeforeApprovals(signature: string): Promise<string> {
  const { wasmPath } = await store.install({ ...toolPackage(), signature })
  editByHand(
    path,
    `UPDATE installed_skills SET verification_status = 'verified',
      digest = NULL, parts_json = NULL, row_digest = NULL, resources_json = NULL, publisher_key = NULL`,
  )
  return wasmPath
}

test('an approval keeps the signature of the Rust original, and what it covers', async () => {
  await installBeforeApprovals(await moduleSignature(EXAMPLE, wasmOf('one')))
  expect(await store.get('tool')).toMatchObject({ verificationStatus: 'unverified' })
  expect(await codeOf(store.readSkill('tool'))).toBe('ERR_STORE_CONTENT_UNKNOWN')
  const approved = await store.approve(toolPackage().manifest, await digestOf(toolPackage()))
  expect(approved).toMatchObject({ verificationStatus: 'unverified', publisherId: EXAMPLE.publicKey })
  expect(approved).toEqual(await store.get('tool'))
  expect(await wasmIn(store, 'tool')).toEqual(wasmOf('one'))
  const unsigned = toolPackage({ version: '0.2.0' })
  expect(await codeOf(store.update(unsigned))).toBe('ERR_STORE_SIGNATURE_MISSING')
})

test('a module that is not the one that the Rust original kept a digest of is not approved', async () => {
  const wasmPath = await installBeforeApprovals(await moduleSignature(EXAMPLE, wasmOf('one')))
  await writeFile(wasmPath, wasmOf('evil'))
  const today = await digestOf(toolPackage({ wasm: wasmOf('evil') }))
  const { manifest } = toolPackage()
  expect(await codeOf(store.approve(manifest, today))).toBe('ERR_STORE_SIGNATURE')
  editByHand(path, 'UPDATE installed_skills SET signature = NULL')
  expect(await codeOf(store.approve(manifest, today))).toBe('ERR_STORE_CONTENT_CHANGED')
  expect(await codeOf(store.readSkill('tool'))).toBe('ERR_STORE_CONTENT_UNKNOWN')
})

test('a signature of the Rust original that does not hold is not approved', async () => {
  await installBeforeApprovals(await moduleSignature(EXAMPLE, wasmOf('one')))
  editByHand(path, 'UPDATE installed_skills SET publisher_id = ?', [OTHER.publicKey])
  expect(await codeOf(store.approve(toolPackage().manifest, await digestOf(toolPackage())))).toBe('ERR_STORE_SIGNATURE')
})

test('a skill that is approved already is left as it is, signature and all', async () => {
  const installed = await store.install(await signedBy(EXAMPLE, toolPackage()))
  const { manifest } = toolPackage()
  expect(await codeOf(store.approve(manifest, 'f'.repeat(64)))).toBe('ERR_STORE_NOT_APPROVED')
  expect(await store.approve(manifest, await digestOf(toolPackage()))).toEqual(installed)
  expect(await store.check()).toEqual([])
})

test('a skill that is approved already is not approved again with another module', async () => {
  const { wasmPath } = await store.install(toolPackage())
  await writeFile(wasmPath, wasmOf('evil'))
  const today = await digestOf(toolPackage({ wasm: wasmOf('evil') }))
  expect(await codeOf(store.approve(toolPackage().manifest, today))).toBe('ERR_STORE_CONTENT_CHANGED')
})

test('an unreadable version of old is no reason against an update', async () => {
  await installBeforeApprovals(await moduleSignature(EXAMPLE, wasmOf('one')))
  editByHand(path, "UPDATE installed_skills SET version = 'latest'")
  const update = { ...toolPackage(), signature: await moduleSignature(EXAMPLE, wasmOf('one')) }
  expect((await store.review(update)).isDowngrade).toBe(false)
  await store.update(update, { approved: await digestOf(update) })
  expect(await store.check()).toEqual([])
})

test('nothing is approved that is not installed', async () => {
  expect(await codeOf(store.approve(toolPackage().manifest, 'f'.repeat(64)))).toBe('ERR_STORE_SKILL_NOT_FOUND')
})
