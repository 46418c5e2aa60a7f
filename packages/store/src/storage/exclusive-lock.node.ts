import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
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
  const mark = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() })
  const recovered = await acquire(path, mark)
  const isHeld = () => readMark(path) === mark
  try {
    return await action({
      recovered,
      assertHeld: () => {
        if (!isHeld()) throw busy(path, 'the lock was lost while this process stood still')
      },
    })
  } finally {
    if (isHeld()) rmSync(path, { force: true })
  }
}

async function acquire(path: string, mark: string): Promise<boolean> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
  let recovered = false
  while (!tryCreate(path, mark)) {
    const stale = staleMark(path)
    if (stale !== undefined) recovered = takeAway(path, stale) || recovered
    else if (Date.now() > giveUpAt) throw busy(path, 'another process holds the lock')
    else await pause(Math.random() * LONGEST_PAUSE_MS)
  }
  return recovered
}

function tryCreate(path: string, mark: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, mark)
    } finally {
      closeSync(file)
    }
    return true
  } catch (error) {
    // Windows answers EPERM or EBUSY while the file is being deleted.
    const code = systemCodeOf(error)
    if (code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'))) return false
    throw error
  }
}

/** The content of a lock file whose holder is gone, `undefined` when it lives or gave the lock back. */
function staleMark(path: string): string | undefined {
  const mark = readMark(path)
  if (mark === undefined) return undefined
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_AFTER_MS) return mark
  } catch {
    return undefined
  }
  const holder = /^\{"pid":([1-9][0-9]{0,9}),"host":(".*?"),"token"/.exec(mark)
  return holder?.[2] === JSON.stringify(hostname()) && !isAlive(Number(holder[1])) ? mark : undefined
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

function readMark(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function busy(path: string, why: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `the registry is in use: ${why} (${path})`, {
    path,
    hint: 'nothing was changed; try again',
  })
}
