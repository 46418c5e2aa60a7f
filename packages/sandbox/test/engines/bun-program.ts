import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Fetched when a test wants it: too large to be installed for everybody. */
const VERSION = '1.4.5'
const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/blufio-engines', import.meta.url))

/** The program of Bun, from npm's package of this platform, fetched once into node_modules/.cache; or why it can't be had. */
export function bunProgram(): { readonly path: string } | { readonly needs: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@oven/bun-${system}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`
  const home = join(CACHE, `bun-${VERSION}-${process.platform}-${process.arch}`)
  const path = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'bun.exe' : 'bun')
  if (existsSync(path)) return { path }
  // Into a folder of this process, then renamed: two runs at once must not see each other's half of an installation.
  const temporary = `${home}.${process.pid}`
  try {
    mkdirSync(temporary, { recursive: true })
    writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n')
    const line = `npm install --no-save --no-audit --no-fund ${name}@${VERSION}`
    const { status } = spawnSync(line, { cwd: temporary, shell: true, stdio: 'ignore' })
    if (status !== 0) return { needs: `bun: npm could not install ${name}@${VERSION}` }
    if (!existsSync(home)) renameSync(temporary, home)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return stdout?.trim() === VERSION ? { path } : { needs: `bun: ${name}@${VERSION} does not run on this machine` }
}
