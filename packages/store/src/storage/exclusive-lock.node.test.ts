import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { codeOf } from '../../test/skill-packages.ts'
import { hostOfProcesses, withExclusiveLock } from './exclusive-lock.node.ts'

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

// A lock whose holder is not known to have ended is taken over after half a minute.
test('is taken over at once from a process of this machine that has ended', { timeout: 20_000 }, async () => {
  await writeFile(path, markOf(endedPid(), hostOfProcesses()))
  expect(await withExclusiveLock(path, async (lease) => lease.recovered)).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

test('is taken over by one of many that want it', async () => {
  await writeFile(path, markOf(endedPid(), hostOfProcesses()))
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
  ['of a container with the name of this machine', markOf(endedPid(), `${hostname()} pid:[1]`)],
  ['of a process that lives', markOf(process.pid, hostOfProcesses())],
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

test('a lock from the future is taken over when it was waited for long enough', async () => {
  await writeFile(path, markOf(1, 'elsewhere'))
  const later = new Date(Date.now() + 86_400_000)
  await utimes(path, later, later)
  const turn = withExclusiveLock(path, async () => undefined)
  const now = performance.now.bind(performance)
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 31_000)
  await turn
  clock.mockRestore()
  expect(await readdir(folder)).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'a pipe in place of a lock is taken over when it is old (needs mkfifo)',
  async () => {
    execFileSync('mkfifo', [path])
    const longAgo = new Date(Date.now() - 60_000)
    await utimes(path, longAgo, longAgo)
    await withExclusiveLock(path, async () => undefined)
    expect(await readdir(folder)).toEqual([])
  },
)

test.skipIf(process.getuid?.() !== 0)(
  'a lock that may not be read is taken over when it is old (needs the superuser)',
  async () => {
    await writeFile(path, markOf(1, 'elsewhere'), { mode: 0o600 })
    const longAgo = new Date(Date.now() - 60_000)
    await utimes(path, longAgo, longAgo)
    await chown(folder, 65_534, 65_534)
    process.seteuid?.(65_534)
    try {
      await withExclusiveLock(path, async () => undefined)
    } finally {
      process.seteuid?.(0)
    }
    expect(await readdir(folder)).toEqual([])
  },
)

test.skipIf(process.platform === 'win32')(
  'a full disk, and too many open files, leave no lock behind (needs ulimit)',
  () => {
    const run = (limit: string, action: string) => {
      const program = `
        import { closeSync, existsSync, openSync } from 'node:fs'
        const { withExclusiveLock } = await import(${JSON.stringify(new URL('exclusive-lock.node.ts', import.meta.url).href)})
        const path = ${JSON.stringify(path)}
        await withExclusiveLock(path, async () => undefined).catch(() => undefined)
        await withExclusiveLock(path, async (lease) => { ${action} }).catch(() => undefined)
        console.log(existsSync(path))`
      const command = `trap '' XFSZ; ulimit ${limit}; exec "$@"`
      const args = ['-c', command, 'bash', process.execPath, '--input-type=module', '-e', program]
      return spawnSync('bash', args, { encoding: 'utf8' }).stdout
    }
    expect(run('-f 0', '')).toBe('false\n')
    const openAll = 'const files = []; try { for (;;) files.push(openSync("/dev/null")) } catch {}; lease.assertHeld()'
    expect(run('-n 64', `${openAll}; setTimeout(() => files.map(closeSync))`)).toBe('false\n')
  },
)

test('a holder that was displaced learns it and leaves the lock to the other', async () => {
  const other = markOf(1, 'elsewhere')
  const turn = withExclusiveLock(path, async (lease) => {
    lease.assertHeld()
    await rm(path)
    await writeFile(path, other)
    lease.assertHeld()
  })
  expect(await codeOf(turn)).toBe('ERR_STORE_BUSY')
  expect(await readFile(path, 'utf8')).toBe(other)
})
