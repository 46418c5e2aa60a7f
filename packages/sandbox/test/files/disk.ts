import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'
import type { FileRequest, HostAnswer } from '../../src/host/host-request.ts'
import { diskStorage } from '../../src/platform/files.node.ts'
import { holdByHandle } from '../../src/platform/folder-handle.node.ts'
import type { HoldFolder } from '../../src/platform/held-folder.node.ts'
import { watchFolder } from '../../src/platform/watched-folder.node.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/run-limits.ts'
import { type FileLimits, fileService, openGrantedFiles } from '../../src/services/file-service.ts'

/** Both ways to hold folders; the one of Linux only there. */
export const HOLDS: readonly { readonly way: string; readonly hold: HoldFolder }[] = [
  ...(process.platform === 'linux' ? [{ way: 'by handles', hold: holdByHandle }] : []),
  { way: 'by comparing', hold: watchFolder },
]

/** A new folder, by its real path, that is removed after the test. */
export async function testFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'blufio-files-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What a test grants a skill, and where. */
export interface TestGrants {
  readonly read?: readonly string[]
  readonly write?: readonly string[]
  readonly home?: string
  readonly dataFolder?: string
  readonly outOfReach?: readonly string[]
  readonly limits?: Partial<FileLimits>
  readonly hold?: HoldFolder
  readonly skill?: string
}

/** Asks for something of files, as a run does. */
export type Ask = (operation: FileRequest['operation'], path: string, extra?: AskExtra) => Promise<HostAnswer>

interface AskExtra {
  readonly data?: string | Uint8Array<ArrayBuffer>
  readonly signal?: AbortSignal
}

/** The files of a skill that was loaded with these grants, for one run. */
export async function openFiles(grants: TestGrants): Promise<Ask> {
  return (await openRuns(grants))()
}

/** The files of a skill that was loaded with these grants, for as many runs as are begun. */
export async function openRuns(grants: TestGrants): Promise<() => Ask> {
  const { read = [], write = [], home, dataFolder, outOfReach, limits = {}, hold, skill = 'test-skill' } = grants
  const storage = diskStorage({ home, dataFolder, outOfReach, hold })
  const manifest = { name: skill, capabilities: { env: [], filesystem: { read, write } } }
  const granted = await openGrantedFiles(manifest, storage)
  if (granted === undefined) throw new Error('a manifest with files grants some')
  return () => {
    const perform = fileService(granted, { ...DEFAULT_RUN_LIMITS, ...limits })
    return (operation, path, { data = '', signal = new AbortController().signal } = {}) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
      return perform({ kind: 'file', hostFunction: operation, operation, path, data: bytes } as FileRequest, signal)
    }
  }
}

/** What an answer says, in a form that is easily compared: text of bytes, the name of a failure, or its kind. */
export function told(answer: HostAnswer): string {
  switch (answer.kind) {
    case 'bytes':
      return new TextDecoder().decode(answer.body)
    case 'failed':
      return answer.failure
    case 'stat':
      return `${answer.stat.type} ${answer.stat.size}`
    default:
      return answer.kind
  }
}

/** Everything in a folder: its names with the content of files, targets of links and modes, to see that nothing changed. */
export async function everythingIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) return `${path} -> ${await readlink(path)}`
    if (entry.isFile()) return `${path} ${(await stat(path)).mode.toString(8)} ${await readFile(path, 'latin1')}`
    return path
  })
  return (await Promise.all(lines)).sort()
}

/** A small file system of its own in memory, of so many KiB, which only Linux has and only its superuser can mount. */
export async function smallDisk(context: TestContext, kib: number): Promise<string> {
  const folder = await testFolder()
  mount(context, ['-t', 'tmpfs', '-o', `size=${kib}k`, 'none', folder])
  return folder
}

/** Mounts something at the last of `args` for the time of a test, which only Linux does, and for its superuser. */
export function mount(context: TestContext, args: readonly string[]): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) context.skip('needs the superuser of Linux')
  if (spawnSync('mount', args).status !== 0) context.skip('needs to mount a file system')
  onTestFinished(() => void spawnSync('umount', args.slice(-1)))
}
