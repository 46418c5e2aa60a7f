import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What `pnpm pack` makes of the package in `folder`: the path of the tarball, in a new temporary folder. */
export function packTo(folder: string): { readonly tarball: string; readonly temporary: string } {
  const temporary = mkdtempSync(join(tmpdir(), 'blufio-pack-'))
  // A shell, for pnpm is a .cmd file on Windows; the one argument that varies has no character that a shell would read.
  const line = `pnpm pack --pack-destination "${temporary}"`
  const { status, stderr, stdout } = spawnSync(line, { cwd: folder, shell: true, encoding: 'utf8' })
  const tarball = readdirSync(temporary).find((name) => name.endsWith('.tgz'))
  if (status !== 0 || tarball === undefined) throw new Error(`pnpm pack failed in ${folder}:\n${stdout}${stderr}`)
  return { tarball: join(temporary, tarball), temporary }
}
