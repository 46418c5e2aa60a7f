import type { SkillRuntimeOptions } from '@blufio/sandbox'
import { onTestFinished } from 'vitest'

/** What runs contract tests and has the modules of Node.js; in a page there is none. */
const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }

/** Options with a place for the files of skills, empty at first: a folder that is gone after the test, or the storage of the page's browser. */
export async function ownFiles(): Promise<Required<Pick<SkillRuntimeOptions, 'files'>>> {
  const builtin = typeof window === 'undefined' ? process?.getBuiltinModule : undefined
  if (builtin === undefined) {
    const root = await navigator.storage.getDirectory()
    // It is not there before the first test.
    await root.removeEntry('blufio-skills', { recursive: true }).catch(() => {})
    return { files: { storage: 'opfs' } }
  }
  const { mkdtempSync, rmSync } = builtin('node:fs') as typeof import('node:fs')
  const { tmpdir } = builtin('node:os') as typeof import('node:os')
  const dataFolder = mkdtempSync(`${tmpdir()}/blufio-data-`)
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 }))
  return { files: { dataFolder } }
}
