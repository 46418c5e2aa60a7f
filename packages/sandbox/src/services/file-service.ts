import type { SkillManifest } from '@blufio/core'
import type { FileRequest, HostAnswer, HostBytes } from '../host/host-request.ts'
import { FileFault, type FileStorage, type FolderEntry, type SkillFiles } from '../platform/file-storage.ts'
import { judgeFile, refusedLink } from '../policy/file-access.ts'
import { type FileGrants, type FilePath, isName, parsePath } from '../policy/path.ts'
import type { RunLimits } from '../run-limits.ts'
import { SandboxError } from '../sandbox-error.ts'

/** How many names a folder has at most when it is listed. */
const MAX_ENTRIES = 10_000
const TO_UTF8 = new TextEncoder()

/** What one skill is granted, and where that is. */
export interface GrantedFiles {
  readonly grants: FileGrants
  readonly files: SkillFiles
}

/**
 * Opens what a manifest grants, once, when its skill is loaded; `undefined` where it grants no files at all.
 *
 * @throws SandboxError `ERR_SKILL_MANIFEST` for a path that no skill.toml can hold, `ERR_SKILL_FILES` for one that this
 * storage can't or won't give.
 */
export async function openGrantedFiles(
  { name, capabilities: { filesystem } }: Pick<SkillManifest, 'name' | 'capabilities'>,
  storage: FileStorage,
): Promise<GrantedFiles | undefined> {
  if (filesystem === undefined) return undefined
  const grants = { read: parseGrants(name, filesystem.read), write: parseGrants(name, filesystem.write) }
  return { grants, files: await storage.open(name, grants) }
}

function parseGrants(skill: string, paths: readonly string[]): readonly FilePath[] {
  return paths.map((text) => {
    const path = parsePath(text)
    if (typeof path !== 'string' && path.parts.length > 0) return path
    throw new SandboxError(
      'ERR_SKILL_MANIFEST',
      `the manifest of '${skill}' grants ${JSON.stringify(text)}, which is no path`,
      { hint: 'docs/manifest.md tells how paths are written; parseManifest checks them' },
    )
  })
}

/** What a run may move at most, in bytes. */
export type FileLimits = Pick<RunLimits, 'maxFileReadBytes' | 'maxFileWriteBytes' | 'maxFileBytes'>

/** Answers what one run asks for of files: policy first, then the storage. Always resolves. */
export function fileService(
  { grants, files }: GrantedFiles,
  limits: FileLimits,
): (request: FileRequest, signal: AbortSignal) => Promise<HostAnswer> {
  /** What is left of the run's bytes, of reading and writing together. */
  let bytesLeft = limits.maxFileBytes

  async function perform(request: FileRequest, path: FilePath, signal: AbortSignal): Promise<HostAnswer> {
    switch (request.operation) {
      case 'read':
        return give(await files.read(path, { maxBytes: mostToGive(), signal }))
      case 'list':
        return give(namesOf(await files.list(path, { maxEntries: MAX_ENTRIES, signal })))
      case 'stat':
        return { kind: 'stat', stat: await files.stat(path, { signal }) }
      case 'write': {
        const { data } = request
        // Whoever broke out of a thread can ask for anything.
        if (!(data instanceof Uint8Array)) throw new FileFault('invalid-argument')
        if (data.length > Math.min(limits.maxFileWriteBytes, bytesLeft)) throw new FileFault('too-large')
        // Before it is tried: a write that fails has moved bytes, too.
        bytesLeft -= data.length
        await files.write(path, { data, signal })
        return { kind: 'done' }
      }
      case 'remove':
        await files.remove(path, { signal })
        return { kind: 'done' }
      case 'make-directory':
        await files.makeDirectory(path, { signal })
        return { kind: 'done' }
    }
  }

  function mostToGive(): number {
    return Math.min(limits.maxFileReadBytes, bytesLeft)
  }

  function give(body: HostBytes): HostAnswer {
    if (body.length > mostToGive()) throw new FileFault('too-large')
    bytesLeft -= body.length
    return { kind: 'bytes', body }
  }

  return async (request, signal) => {
    try {
      signal.throwIfAborted()
      const judged = judgeFile(grants, request)
      if (judged.kind !== 'granted') return judged
      return await perform(request, judged.path, signal)
    } catch (thrown) {
      if (signal.aborted) return { kind: 'cancelled' }
      const failure = thrown instanceof FileFault ? thrown.failure : 'input-output'
      if (failure === 'outside') return { kind: 'denied', ...refusedLink(request) }
      return { kind: 'failed', failure }
    }
  }
}

/** The names in order of their UTF-16 units, those that no path can hold left out: each can be asked for as it stands there. */
function namesOf(entries: readonly FolderEntry[]): HostBytes {
  const names = entries
    .filter(({ name }) => isName(name))
    .map(({ name, isFolder }) => `${name}${isFolder ? '/' : ''}\0`)
  return TO_UTF8.encode(names.sort().join(''))
}
