import type { SkillRuntimeOptions } from '@blufio/sandbox'
import { onTestFinished } from 'vitest'

/** What runs contract tests and has the modules of Node.js; in a page there is none. */
const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }

/** Options with a new place for the files of skills, gone after the test: a folder, or a page's memory. */
export function ownFiles(): Required<Pick<SkillRuntimeOptions, 'files'>> {
  const builtin = typeof window === 'undefined' ? process?.getBuiltinModule : undefined
  if (builtin === undefined) return { files: { storage: 'memory' } }
  const { mkdtempSync, rmSync } = builtin('node:fs') as typeof import('node:fs')
  const { tmpdir } = builtin('node:os') as typeof import('node:os')
  const dataFolder = mkdtempSync(`${tmpdir()}/blufio-data-`)
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 }))
  return { files: { dataFolder } }
}
