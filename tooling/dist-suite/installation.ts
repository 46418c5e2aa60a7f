import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packTo } from '../gate/pack.ts'

const PACKAGES = join(import.meta.dirname, '..', '..', 'packages')

/**
 * A project outside the repository that has installed the packed packages called `names` by npm, as a user would, with
 * the suite copied into it; `remove` deletes it.
 */
export function installPacked(names: readonly string[]): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-dist-suite-'))
  const packed = names.map((name) => {
    const home = join(PACKAGES, name)
    if (!existsSync(join(home, 'dist'))) throw new Error(`packages/${name} is not built; run \`pnpm build\``)
    return { name: `@blufio/${name}`, ...packTo(home) }
  })
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  // Overrides: else npm would look for the packages' own versions of each other in its registry.
  const overrides = Object.fromEntries(packed.map(({ name }) => [name, `$${name}`]))
  const manifest = { private: true, type: 'module', dependencies, overrides }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  const line = 'npm install --no-audit --no-fund --prefer-offline --loglevel=error'
  const { status, stdout, stderr } = spawnSync(line, { cwd: folder, shell: true, encoding: 'utf8' })
  for (const { temporary } of packed) rmSync(temporary, { recursive: true })
  if (status !== 0) throw new Error(`npm could not install the packed packages in ${folder}:\n${stdout}${stderr}`)
  cpSync(join(import.meta.dirname, 'suite'), join(folder, 'suite'), { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
