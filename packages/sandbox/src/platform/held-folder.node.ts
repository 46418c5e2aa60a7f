import type { FileHandle } from 'node:fs/promises'

/** A folder in which something is done, held so that nobody can put another in its place meanwhile. */
export interface HeldFolder {
  /** The path by which `name` in this very folder is reached; `.` is the folder. Who uses it must not follow a link there. */
  at(name: string): string
  /** Holds the folder `name` in it; throws ENOTDIR or ELOOP of the system where that is something else, such as a link. */
  enter(name: string): Promise<HeldFolder>
  /** Throws unless it is where it was, and so is the file that was opened as `name`; for systems that can't hold folders. */
  confirm(opened?: { readonly name: string; readonly handle: FileHandle }): Promise<void>
  close(): Promise<void>
}

/** Holds the folder at a real path: absolute and without links, or it is refused as `outside`. */
export type HoldFolder = (realPath: string) => Promise<HeldFolder>
