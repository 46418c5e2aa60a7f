import type { FileStat, HostBytes, HostFailure } from '../host/host-request.ts'
import type { FileGrants, FilePath } from '../policy/path.ts'

/** A place that keeps the files of skills: a disk, a page's memory, a browser's own storage. */
export interface FileStorage {
  /**
   * Makes ready what one skill is granted; called once, when it is loaded.
   *
   * @throws SandboxError `ERR_SKILL_FILES` for a grant that this place can't or won't give.
   */
  open(skillName: string, grants: FileGrants): Promise<SkillFiles>
}

/**
 * The files of one skill. Who calls has looked already whether `path` is granted; each function finds out where links lead,
 * and goes nowhere that is not granted for it: to `list`, `read` and `stat` what may be read, to the others what may be written.
 *
 * A grant's own folder or file need not exist. Where it stands for the skill's own data folder, the first `write` or
 * `makeDirectory` below it makes its folder; parents are not made otherwise.
 *
 * All reject with a {@link FileFault}, and once `signal` is raised with anything at all, after removing what they left behind.
 */
export interface SkillFiles {
  /** The whole content of a file. Faults: `too-large` for more than `maxBytes`, `is-a-directory`. */
  read(path: FilePath, options: { maxBytes: number; signal: AbortSignal }): Promise<HostBytes>
  /** What is directly in a folder, in any order. Faults: `too-large` for more than `maxEntries`, `not-a-directory`. */
  list(path: FilePath, options: { maxEntries: number; signal: AbortSignal }): Promise<readonly FolderEntry[]>
  stat(path: FilePath, options: { signal: AbortSignal }): Promise<FileStat>
  /** Makes a file, or replaces one, with this content: all of it or nothing. Faults: `not-found` without its folder. */
  write(path: FilePath, options: { data: HostBytes; signal: AbortSignal }): Promise<void>
  /** Removes a file or an empty folder; of a link the link. Faults: `directory-not-empty`. */
  remove(path: FilePath, options: { signal: AbortSignal }): Promise<void>
  /** Makes a folder. Faults: `already-exists`, whatever is there; `not-found` without its own folder. */
  makeDirectory(path: FilePath, options: { signal: AbortSignal }): Promise<void>
}

/** One name in a folder. */
export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}

/** Why an operation did not work: a failure that the guest is told, or `outside` when a link led out of what is granted. */
export class FileFault extends Error {
  override readonly name = 'FileFault'
  readonly failure: HostFailure | 'outside'

  constructor(failure: HostFailure | 'outside', options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}
