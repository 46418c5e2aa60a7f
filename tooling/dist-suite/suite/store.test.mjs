import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSkillStore, packSkill } from '@blufio/store'

const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
const manifest = {
  name: 'echo',
  version: '1.0.0',
  description: 'Says what it hears',
  capabilities: { env: [] },
  resources: { fuel: 1000n, memoryMb: 1, epochTimeoutSecs: 1 },
  wasmEntry: 'skill.wasm',
}
const skill = { manifest, manifestToml: '[skill]\n', wasm }

test('packs a skill to the same bytes on every Node.js', () => {
  const files = new Map([
    ['skill.wasm', wasm],
    ['skill.toml', new TextEncoder().encode('[skill]\n')],
  ])
  const digest = createHash('sha256').update(packSkill(files)).digest('hex')
  assert.equal(digest, '92f1b31a9d54d507fdf13088400dc5e193c5301eeb586ff14a4be7e2a1aad6bd')
})

test('keeps a skill in memory', async () => {
  const store = await openSkillStore({ memory: true })
  await store.install(skill)
  assert.equal((await store.get('echo'))?.version, '1.0.0')
  await assert.rejects(store.install(skill), { code: 'ERR_STORE_SKILL_EXISTS' })
  await store.remove('echo')
  assert.deepEqual(await store.list(), [])
  await store.close()
})

test('finds a skill in its file after it was closed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  try {
    const path = join(folder, 'skills.db')
    const first = await openSkillStore({ path })
    await first.install(skill)
    await first.close()
    const second = await openSkillStore({ path })
    assert.deepEqual(
      (await second.list()).map(({ name }) => name),
      ['echo'],
    )
    assert.deepEqual((await second.readSkill('echo')).wasm, wasm)
    await second.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
