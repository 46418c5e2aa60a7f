import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'blufio-nodes')
const EXECUTABLE = join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * The path of Node `version`, from npm's package `node`, fetched once into node_modules/.cache; what went wrong when it
 * can't be had, such as no network or no build for this platform.
 */
export function nodeOfVersion(version: string): { readonly path: string } | { readonly problem: string } {
  const home = join(CACHE, `${version}-${process.platform}-${process.arch}`)
  const path = join(home, EXECUTABLE)
  if (existsSync(path)) return { path }
  // Into a folder of this process, then renamed: two runs at once must not see each other's half of an installation.
  const temporary = `${home}.${process.pid}`
  mkdirSync(temporary, { recursive: true })
  try {
    writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n')
    const line = `npm install --no-save --no-audit --no-fund --ignore-scripts=false node@${version}`
    const { status, stderr } = spawnSync(line, { cwd: temporary, shell: true, encoding: 'utf8' })
    if (status !== 0) return { problem: `npm could not install node@${version}: ${lastLines(stderr)}` }
    if (!existsSync(home)) renameSync(temporary, home)
  } catch (error) {
    if (!existsSync(path)) return { problem: `node@${version} could not be kept: ${String(error)}` }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return stdout?.trim() === `v${version}` ? { path } : { problem: `node@${version} does not run on this machine` }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' / ')
}
