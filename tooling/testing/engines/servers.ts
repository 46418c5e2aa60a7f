import { join } from 'node:path'
import nodeVersions from '../../dist-suite/node-versions.json' with { type: 'json' }
import { nodeOfVersion } from '../../dist-suite/nodes.ts'
import { npmProgram } from '../../dist-suite/npm-program.ts'
import type { Engine, Found } from './engine.ts'

/** The versions that are tested; raise them here. */
const BUN_VERSION = '1.4.5'
const DENO_VERSION = '2.9.6'

export const BUN: Engine = {
  name: 'Bun',
  kind: 'server',
  find: bunProgram,
  args: ({ file, url }) => [file, url],
}

export const DENO: Engine = {
  name: 'Deno',
  kind: 'server',
  find: denoProgram,
  args: ({ file, url }) => ['run', '--quiet', '--no-prompt', '--allow-all', file, url],
}

/** The oldest first. */
export const NODES: readonly Engine[] = nodeVersions.map(nodeEngine)

const WINDOWS = process.platform === 'win32'

/** Node.js `version`; named by its major. */
export function nodeEngine(version: string): Engine {
  return {
    name: `Node.js ${version.split('.')[0]}`,
    kind: 'server',
    find: () => nodeProgram(version),
    args: ({ file, url }) => [file, url],
  }
}

/** The version of a runtime of servers that is tested; of others `undefined`. */
export function pinnedVersion({ name }: Engine): string | undefined {
  const others: Readonly<Record<string, string>> = { Bun: BUN_VERSION, Deno: DENO_VERSION }
  return others[name] ?? nodeVersions.find((version) => `Node.js ${version.split('.')[0]}` === name)
}

/** The program of Node.js `version`, or what the machine lacks; that of this process when it is the one. */
function nodeProgram(version: string): Found {
  return process.version === `v${version}` ? { path: process.execPath } : found('nodes', nodeOfVersion(version))
}

/** The program of Bun, from npm's package of this platform, or why it can't be had. */
function bunProgram(): Found {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch
  const name = `@oven/bun-${WINDOWS ? 'windows' : process.platform}-${arch}`
  const file = join('bin', WINDOWS ? 'bun.exe' : 'bun')
  return found('bun', npmProgram({ name, version: BUN_VERSION, file, cache: cacheOf('bun', BUN_VERSION) }))
}

/** The program of Deno, from npm's package of this platform, or why it can't be had. */
function denoProgram(): Found {
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
