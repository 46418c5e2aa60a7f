import { join } from 'node:path'
import { nodeOfVersion } from '../../../../tooling/dist-suite/nodes.ts'
import { npmProgram } from '../../../../tooling/dist-suite/npm-program.ts'
import type { Found } from '../../../../tooling/testing/engines/engine.ts'

/** The versions that are tested; raise them here. */
export const BUN_VERSION = '1.4.5'
export const DENO_VERSION = '2.9.6'

const WINDOWS = process.platform === 'win32'

/** The program of Node.js `version`, or what the machine lacks; that of this process when it is the one. */
export function nodeProgram(version: string): Found {
  return process.version === `v${version}` ? { path: process.execPath } : found('nodes', nodeOfVersion(version))
}

/** The program of Bun, from npm's package of this platform, or why it can't be had. */
export function bunProgram(): Found {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch
  const name = `@oven/bun-${WINDOWS ? 'windows' : process.platform}-${arch}`
  const file = join('bin', WINDOWS ? 'bun.exe' : 'bun')
  return found('bun', npmProgram({ name, version: BUN_VERSION, file, cache: cacheOf('bun', BUN_VERSION) }))
}

/** The program of Deno, from npm's package of this platform, or why it can't be had. */
export function denoProgram(): Found {
  const name = `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`
  const file = WINDOWS ? 'deno.exe' : 'deno'
  return found('deno', npmProgram({ name, version: DENO_VERSION, file, cache: cacheOf('deno', DENO_VERSION) }))
}

function cacheOf(program: string, version: string): string {
  return join('blufio-engines', `${program}-${version}-${process.platform}-${process.arch}`)
}

function found(requirement: string, result: { readonly path: string } | { readonly problem: string }): Found {
  return 'path' in result ? result : { needs: `${requirement}: ${result.problem}` }
}
