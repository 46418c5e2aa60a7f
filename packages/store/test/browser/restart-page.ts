import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import type { BrowserStorage } from '../../src/storage/browser-backing.browser.ts'
import { skillPackage, wasmOf } from '../skill-packages.ts'
import { openStore } from './open-store.ts'

/** What the page does with its registry. */
export interface RestartTask {
  readonly storage: BrowserStorage
  /** What the names of the skills begin with that it installs without end, and tells one by one; without it, it only looks. */
  readonly install?: string
}

/** What the page finds in its registry. */
export interface RestartReport {
  readonly skills: readonly string[]
  readonly faults: number
}

await answerInput(async ({ storage, install }: RestartTask): Promise<RestartReport> => {
  const store = await openStore('restarted', storage)
  for (let index = 0; install !== undefined; index += 1) {
    const name = `${install}-${index}`
    await store.install(skillPackage(name, { wasm: wasmOf(name) }))
    await fetch('/output', { method: 'POST', body: JSON.stringify(name) })
  }
  const skills = (await store.list()).map(({ name }) => name)
  return { skills, faults: (await store.check()).length }
})
