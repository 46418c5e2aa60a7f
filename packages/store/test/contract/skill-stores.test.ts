import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openSkillStore as openInBrowser } from '../../src/index.browser.ts'
import { openSkillStore } from '../../src/index.node.ts'
import { describeSkillStore } from './skill-store-contract.ts'
import { describeTrust } from './trust-contract.ts'

let folder: string
let stores = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
})
afterAll(() => rm(folder, { recursive: true }))

for (const describeStore of [describeSkillStore, describeTrust]) {
  describeStore('in a file', () => openSkillStore({ path: join(folder, String(++stores), 'registry.db') }))
  describeStore('in memory', () => openSkillStore({ memory: true }))
  describeStore('in memory, by the browser entry', async () => {
    const sqliteWasm = await readFile(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'))
    return openInBrowser({ memory: true, sqliteWasm })
  })
}
