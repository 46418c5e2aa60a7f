import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { StoreError } from '../store-error.ts'
import { systemCodeOf } from './system-error.node.ts'

/** What its holder can ask of a lock. */
export interface LockLease {
  /** Whether the last holder ended without giving the lock back. */
  readonly recovered: boolean
  /** Throws `ERR_STORE_BUSY` when the lock was taken from a holder that seemed dead but was only asleep. */
  assertHeld(): void
}

/** Longer than any holder needs; one that takes longer is taken for dead, wherever it runs. */
const STALE_AFTER_MS = 30_000
/** Longer than {@link STALE_AFTER_MS}, so that a lock left behind only delays. */
const GIVE_UP_AFTER_MS = 40_000
const LONGEST_PAUSE_MS = 25

/**
 * Runs `action` while holding the lock that the file at `path` stands for, against other processes and other stores of
 * this one. Throws `ERR_STORE_BUSY` when it can't be had.
 *
 * The file exists while the lock is held and names its holder. One whose process is gone is taken over at once when it
 * ran on this machine, and after 30 s when that can't be told. Such a takeover is a rename and a look, not one step:
 * so a holder also asks its lease before what can't be undone.
 */
export async function withExclusiveLock<T>(path: string, action: (lease: LockLease) => Promise<T>): Promise<T> {
  const { file, recovered } = await acquire(path)
  // Open until the end, so that no other has its number; and looked at by name, which needs no further open file.
  const { dev, ino } = fstatSync(file, { bigint: true })
  const isHeld = () => {
    const there = statSync(path, { bigint: true, throwIfNoEntry: false })
    return there?.dev === dev && there.ino === ino
  }
  try {
    return await action({
      recovered,
      assertHeld: () => {
        if (!isHeld()) throw busy(path, 'the lock was lost while this process stood still')
      },
    })
  } finally {
    const isOurs = isHeld()
    closeSync(file)
    if (isOurs) rmSync(path, { force: true })
  }
}

/** The open lock file, and whether it was taken over from one who ended. */
async function acquire(path: string): Promise<{ readonly file: number; readonly recovered: boolean }> {
  const mark = JSON.stringify({ pid: process.pid, host: hostOfProcesses(), token: randomUUID() })
  const start = performance.now()
  let seen = { mark: '', since: start }
  let recovered = false
  for (;;) {
    const file = tryCreate(path, mark)
    if (file !== undefined) return { file, recovered }
    const there = readMark(path)
    if (there !== undefined && there !== seen.mark) seen = { mark: there, since: performance.now() }
    // By our own watch as well: the time of a file may be in the future.
    const isOld = isOlderThan(path, STALE_AFTER_MS) || performance.now() - seen.since > STALE_AFTER_MS
    if (there !== undefined && (isOld || hasEnded(there))) recovered = takeAway(path, there) || recovered
    else if (performance.now() - start > GIVE_UP_AFTER_MS) throw busy(path, 'another process holds the lock')
    else await pause(Math.random() * LONGEST_PAUSE_MS)
  }
}

function tryCreate(path: string, mark: string): number | undefined {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    // Windows answers EPERM or EBUSY while the file is being deleted.
    const code = systemCodeOf(error)
    if (code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'))) return undefined
    throw error
  }
  try {
    writeSync(file, mark)
    return file
  } catch (error) {
    // A full disk has room for the name of a file where it has none for its content.
    closeSync(file)
    rmSync(path, { force: true })
    throw error
  }
}

function isOlderThan(path: string, ms: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false })
  return there !== undefined && Date.now() - there.mtimeMs > ms
}

/** Whether the holder that left `mark` is a process of this machine that is gone. */
function hasEnded(mark: string): boolean {
  const holder = /^\{"pid":([1-9][0-9]{0,9}),"host":(".*?"),"token"/.exec(mark)
  return holder?.[2] === JSON.stringify(hostOfProcesses()) && !isAlive(Number(holder[1]))
}

/** Where the number of a process tells which one it is: containers may share the name of a machine, and not its processes. */
export function hostOfProcesses(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** Removes the lock file when it still holds `stale`; puts it back when someone else's stands there by now. */
function takeAway(path: string, stale: string): boolean {
  const aside = `${path}.${randomUUID()}.tmp`
  try {
    renameSync(path, aside)
  } catch {
    return false
  }
  const isStale = readMark(aside) === stale
  try {
    if (!isStale) linkSync(aside, path)
  } catch {
    // A third process has the lock already; the lease of the one that was displaced tells it so.
  }
  rmSync(aside, { force: true })
  return isStale
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH'
  }
}

/** What a lock file says; nothing when it can't be read, `undefined` when it is not there. */
function readMark(path: string): string | undefined {
  try {
    const file = openSync(path, MARK_FLAGS)
    try {
      return readFileSync(file, 'utf8')
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return systemCodeOf(error) === 'ENOENT' ? undefined : ''
  }
}

// A pipe that nobody writes to would hold the reader for ever; the flag is absent on Windows.
const MARK_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function busy(path: string, why: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `the registry is in use: ${why} (${path})`, {
    path,
    hint: 'nothing was changed; try again',
  })
}
