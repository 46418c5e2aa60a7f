// Checks the package in the current folder as npm would ship it: what is in it, and whether its entries and types resolve.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packTo } from './pack.ts'

const root = join(import.meta.dirname, '..', '..')
const require = createRequire(import.meta.url)
const { tarball, temporary } = packTo(process.cwd())

try {
  const problems = [...(await publishingProblems()), ...contentProblems(unpacked())]
  for (const problem of problems) console.error(`✗ ${problem}`)
  process.exitCode = typesResolve() && problems.length === 0 ? 0 : 1
} finally {
  rmSync(temporary, { recursive: true })
}

/** What publint finds in the packed package; suggestions count too. */
async function publishingProblems(): Promise<string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: bufferOf(tarball) }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

/** The folder that the tarball unpacks to. */
function unpacked(): string {
  const folder = join(temporary, 'unpacked')
  mkdirSync(folder)
  const { status, stderr } = spawnSync('tar', ['-xzf', relative(folder, tarball)], { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar could not unpack ${tarball}: ${stderr}`)
  return join(folder, 'package')
}

/** A README or a build that is missing, licences that are missing or differ, and files that name a folder of this machine. */
function contentProblems(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const licences = ['LICENSE-MIT', 'LICENSE-APACHE']
    .filter((name) => !files.includes(name) || !bufferEquals(join(folder, name), join(root, name)))
    .map((name) => `${name} is missing from the package or differs from the project's`)
  const readme = files.includes('README.md') ? [] : ['README.md is missing from the package; it is what npm shows']
  const built = files.some((name) => dirname(name).startsWith('dist'))
    ? []
    : ['the package holds no dist/; is it built?']
  const rootNames = [root, root.replaceAll('\\', '/'), root.replaceAll('\\', '\\\\')]
  const absolute = files
    .filter((name) => rootNames.some((rootName) => readFileSync(join(folder, name), 'utf8').includes(rootName)))
    .map((name) => `${name} names the folder it was built in (${root}); a build must not depend on its place`)
  return [...licences, ...readme, ...built, ...absolute]
}

/** Whether every entry of the package has types in every way of resolving that ESM has. */
function typesResolve(): boolean {
  const attw = join(dirname(require.resolve('@arethetypeswrong/cli/package.json')), 'dist', 'index.js')
  const { exports = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports?: Record<string, unknown> }
  if (!Object.keys(exports).some((entry) => entry !== './package.json')) return true
  const args = [attw, tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--format', 'ascii']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) console.error(`✗ are the types wrong:\n${stdout}${stderr}`)
  return status === 0
}

function bufferOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

function bufferEquals(left: string, right: string): boolean {
  return readFileSync(left).equals(readFileSync(right))
}
