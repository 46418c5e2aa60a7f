import type { LogStream } from '../log-stream.ts'
import type { OpenFile } from './open-file.ts'

/** What a descriptor stands for. */
export type Descriptor = InputDescriptor | OutputDescriptor | FolderDescriptor | FileDescriptor

/** Standard input: the skill's input. */
export interface InputDescriptor {
  readonly type: 'input'
  position: number
}

/** Standard output or error. */
export interface OutputDescriptor {
  readonly type: 'output'
  readonly stream: Pick<LogStream, 'write'>
}

/** A folder; or a file that is granted by its own path, which is opened as `.` in here. */
export interface FolderDescriptor {
  readonly type: 'folder'
  /** As the host is asked for it. */
  readonly path: string
  /** Whether it was there from the start. */
  readonly isGranted: boolean
  /** The names in it, once they were asked for, those of folders with a `/` behind them. */
  names: readonly string[] | undefined
}

/** An open file. */
export interface FileDescriptor {
  readonly type: 'file'
  readonly file: OpenFile
  readonly canRead: boolean
  readonly canWrite: boolean
  position: number
  appends: boolean
}

/** How many a run can open at once, beside those that are there from the start. */
const MAX_OPENED = 128
const FIRST_GRANTED = 3

/** The descriptors of one run. Numbers up to 2 are standard input, output and error, or closed: no other ever gets them. */
export class Descriptors {
  private readonly byNumber = new Map<number, Descriptor>()
  private readonly firstOpened: number

  constructor(
    standard: readonly [InputDescriptor, OutputDescriptor, OutputDescriptor],
    grantedPaths: readonly string[],
  ) {
    this.firstOpened = FIRST_GRANTED + grantedPaths.length
    for (const [number, descriptor] of standard.entries()) this.byNumber.set(number, descriptor)
    for (const [index, path] of grantedPaths.entries()) {
      this.byNumber.set(FIRST_GRANTED + index, { type: 'folder', path, isGranted: true, names: undefined })
    }
  }

  get(number: number): Descriptor | undefined {
    return this.byNumber.get(number)
  }

  /** Whether one more can be opened. */
  get hasRoom(): boolean {
    return this.freeNumber() !== undefined
  }

  /** Opens one under the least number that is free. Only where it `hasRoom`. */
  open(descriptor: Descriptor): number {
    const number = this.freeNumber()
    if (number === undefined) throw new RangeError('there is no room for another descriptor')
    this.byNumber.set(number, descriptor)
    return number
  }

  close(number: number): void {
    this.byNumber.delete(number)
  }

  private freeNumber(): number | undefined {
    for (let number = this.firstOpened; number < this.firstOpened + MAX_OPENED; number++) {
      if (!this.byNumber.has(number)) return number
    }
    return undefined
  }
}
