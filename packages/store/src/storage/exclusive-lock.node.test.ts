import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../../test/skill-packages.ts'
import { withExclusiveLock } from './exclusive-lock.node.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-lock-'))
  path = join(folder, 'registry.db.lock')
})
afterEach(() => rm(folder, { recursive: true }))

function markOf(pid: number | undefined, host: string): string {
  return JSON.stringify({ pid, host, token: 'theirs' })
}

function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

test('one holder at a time, and nothing is left behind', async () => {
  let inside = 0
  let most = 0
  const turns = Array.from({ length: 12 }, () =>
    withExclusiveLock(path, async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 3))
      inside -= 1
    }),
  )
  await Promise.all(turns)
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('is given back when the action fails', async () => {
  await expect(withExclusiveLock(path, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(existsSync(path)).toBe(false)
})

test('is taken over at once from a process of this machine that has ended', async () => {
  await writeFile(path, markOf(endedPid(), hostname()))
  const start = Date.now()
  expect(await withExclusiveLock(path, async (lease) => lease.recovered)).toBe(true)
  expect(Date.now() - start).toBeLessThan(2_000)
  expect(await readdir(folder)).toEqual([])
})

test('is taken over by one of many that want it', async () => {
  await writeFile(path, markOf(endedPid(), hostname()))
  let inside = 0
  let most = 0
  const turns = Array.from({ length: 8 }, () =>
    withExclusiveLock(path, async (lease) => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 3))
      lease.assertHeld()
      inside -= 1
    }),
  )
  await Promise.all(turns)
  expect(most).toBe(1)
})

test.each([
  ['of another machine', markOf(1, 'elsewhere')],
  ['of a process that lives', markOf(process.pid, hostname())],
  ['that is empty', ''],
])('a lock %s is waited for while it is young and taken over when it is old', async (_, mark) => {
  await writeFile(path, mark)
  let entered = false
  const turn = withExclusiveLock(path, async () => {
    entered = true
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(entered).toBe(false)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(path, longAgo, longAgo)
  await turn
  expect(entered).toBe(true)
})

test('a holder that was displaced learns it and leaves the lock to the other', async () => {
  const other = markOf(1, 'elsewhere')
  const turn = withExclusiveLock(path, async (lease) => {
    lease.assertHeld()
    await writeFile(path, other)
    lease.assertHeld()
  })
  expect(await codeOf(turn)).toBe('ERR_STORE_BUSY')
  expect(await readFile(path, 'utf8')).toBe(other)
})
