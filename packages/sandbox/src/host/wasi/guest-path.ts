import { MAX_PATH_BYTES, MAX_PATH_LENGTH } from '../../policy/path.ts'
import { unitsWithin, visible } from '../../rewriter/visible-text.ts'
import { guestText } from '../guest-text.ts'
import type { FileRequest } from '../host-request.ts'
import { type GrantedAnswer, type GuestAnswer, Pending, type RunState } from '../run-state.ts'
import { ERRNO, type Errno } from './errno.ts'
import type { WasiName } from './signatures.ts'
import { wasiRun } from './wasi-run.ts'

/** A path as its function is handed it: relative to the folder of a descriptor. */
export interface PathArguments {
  readonly hostFunction: WasiName
  readonly descriptor: number
  readonly pointer: number
  readonly length: number
}

/** Where a path leads. */
export interface GuestPath {
  /** As the host is asked for it: below a path of the manifest. */
  readonly path: string
  /** Whether it was written so that it can only be a folder. */
  readonly isFolder: boolean
}

/**
 * Where a path leads that a guest passed, or why nowhere. Without a grant of files, and for a path that would leave its
 * folder, that is ENOTCAPABLE, and the host is not asked.
 */
export function guestPath(
  run: RunState,
  { hostFunction, descriptor, pointer, length }: PathArguments,
): GuestPath | Errno {
  const text = guestText(run, { pointer, length }, MAX_PATH_BYTES)
  if (text === undefined) return length >>> 0 > MAX_PATH_BYTES ? ERRNO.nametoolong : ERRNO.ilseq
  const found = run.capabilities.filesystem === undefined ? ERRNO.notcapable : pathIn(run, descriptor, text)
  if (found === ERRNO.notcapable)
    run.denials.note('filesystem', hostFunction, () => visible(text.slice(0, unitsWithin(text, MAX_PATH_LENGTH))))
  return found
}

/** What a file function has the host do with a path, and then with the answer. */
export function ask(
  { path }: Pick<GuestPath, 'path'>,
  call: { hostFunction: WasiName; operation: Exclude<FileRequest['operation'], 'write'> },
  finish: (answer: GrantedAnswer) => GuestAnswer,
): Pending {
  return new Pending({ kind: 'file', ...call, path }, finish)
}

function pathIn(run: RunState, descriptor: number, text: string): GuestPath | Errno {
  const folder = wasiRun(run).descriptors.get(descriptor)
  if (folder === undefined) return ERRNO.badf
  return folder.type === 'folder' ? resolve(folder.path, text) : ERRNO.notdir
}

/** By the text alone: what is there is for the host to find out, which judges where the outcome leads. */
function resolve(folder: string, text: string): GuestPath | Errno {
  if (text === '') return ERRNO.noent
  if (text.startsWith('/')) return ERRNO.notcapable
  const names: string[] = []
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return ERRNO.notcapable
  }
  return { path: [folder, ...names].join('/'), isFolder: text.endsWith('/') }
}
