import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSkillStore } from '../../src/index.node.ts'
import { SCHEMA_VERSION } from '../../src/rows/migrations.ts'
import { hostOfProcesses } from '../../src/storage/exclusive-lock.node.ts'
import { skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'
import { editByHand, query } from '../sqlite-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'blufio-store-')))
  path = join(folder, 'home', 'registry.db')
})
afterEach(() => rm(folder, { recursive: true }))

async function install(...names: readonly string[]): Promise<void> {
  const store = await openSkillStore({ path })
  for (const name of names) await store.install(skillPackage(name))
  await store.close()
}

async function names(): Promise<readonly string[]> {
  const store = await openSkillStore({ path })
  const list = await store.list()
  await store.close()
  return list.map((skill) => skill.name)
}

test('opening creates the file, and what was installed is there when it is opened again', async () => {
  await install()
  expect(await readdir(dirname(path))).toEqual(['registry.db'])
  await install('one', 'two')
  expect(await names()).toEqual(['one', 'two'])
  expect((await readdir(dirname(path))).sort()).toEqual(['registry.db', 'registry.db-wal', 'skills'])
})

test('opening and reading a registry does not write to it', async () => {
  await install('one')
  const before = await stat(path, { bigint: true })
  const store = await openSkillStore({ path })
  await store.list()
  await store.get('one')
  await wasmIn(store, 'one')
  await store.close()
  expect(await stat(path, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs })
})

test('two stores on one file see and keep each other’s changes', async () => {
  const [a, b] = [await openSkillStore({ path }), await openSkillStore({ path })]
  const list = Array.from({ length: 20 }, (_, index) => `skill-${index}`)
  await Promise.all(list.map((name, index) => (index % 2 ? a : b).install(skillPackage(name))))
  expect((await a.list()).length).toBe(20)
  expect(await b.list()).toEqual(await a.list())
  await a.remove('skill-3')
  expect(await b.get('skill-3')).toBeUndefined()
  await b.update(skillPackage('skill-4', { version: '2.0.0', wasm: wasmOf('other') }))
  expect((await a.get('skill-4'))?.version).toBe('2.0.0')
  expect(await wasmIn(a, 'skill-4')).toEqual(wasmOf('other'))
  await Promise.all([a.close(), b.close()])
})

test('a registry can be moved with its folder', async () => {
  await install('one')
  await rename(dirname(path), join(folder, 'moved'))
  path = join(folder, 'moved', 'registry.db')
  const store = await openSkillStore({ path })
  expect((await store.get('one'))?.wasmPath.startsWith(join(folder, 'moved', 'skills'))).toBe(true)
  expect(await wasmIn(store, 'one')).toEqual(wasmOf('one'))
  await store.close()
})

test('the modules go to skillsDir when one is named', async () => {
  const skillsDir = join(folder, 'elsewhere', 'modules')
  const store = await openSkillStore({ path, skillsDir })
  const { wasmPath } = await store.install(skillPackage('one'))
  expect(dirname(wasmPath)).toBe(skillsDir)
  expect(new Uint8Array(await readFile(wasmPath))).toEqual(wasmOf('one'))
  await store.close()
})

describe.skipIf(process.platform === 'win32')('in a file system with modes and links (needs POSIX)', () => {
  const modeOf = async (file: string) => (await stat(file)).mode & 0o777

  test('only the owner can read what is made, whatever the umask', async () => {
    const umask = process.umask(0)
    try {
      path = join(folder, 'a', 'b', 'registry.db')
      await install('one')
    } finally {
      process.umask(umask)
    }
    const skills = join(dirname(path), 'skills')
    const [wasm] = await readdir(skills)
    expect(await modeOf(path)).toBe(0o600)
    expect(await modeOf(join(skills, String(wasm)))).toBe(0o600)
    for (const made of [join(folder, 'a'), dirname(path), skills]) expect(await modeOf(made)).toBe(0o700)
  })

  test('the mode that a user gave the file stays', async () => {
    await install('one')
    await chmod(path, 0o640)
    await install('two')
    expect(await modeOf(path)).toBe(0o640)
  })

  test.each([
    ['a link', (log: string) => symlink(join(folder, 'mine'), log)],
    ['a pipe', async (log: string) => void execFileSync('mkfifo', [log])],
    ['a folder', (log: string) => mkdir(log)],
  ])('%s in the place of the log is not written to', async (_, plant) => {
    await install()
    await writeFile(join(folder, 'mine'), 'mine')
    await plant(`${path}-wal`)
    const outcome = await install('one').catch((error: Error & { code?: string }) => error.code)
    expect(['ERR_STORE_WRITE', 'ERR_STORE_NOT_A_STORE']).toContain(outcome)
    expect(await readFile(join(folder, 'mine'), 'utf8')).toBe('mine')
  })

  test('a link to a registry stays a link', async () => {
    await install('one')
    const real = path
    path = join(folder, 'link.db')
    await symlink(real, path)
    await install('two')
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
    path = real
    expect(await names()).toEqual(['one', 'two'])
  })
})

test('what a killed process left half written is cleared away with its lock', async () => {
  await install('one')
  const uuid = '01234567-89ab-cdef-0123-456789abcdef'
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeFile(`${path}.lock`, JSON.stringify({ pid, host: hostOfProcesses(), token: 'theirs' }))
  await writeFile(`${path}.${uuid}.tmp`, 'half')
  await writeFile(join(dirname(path), 'skills', `${'a'.repeat(64)}.wasm.${uuid}.tmp`), 'half')
  await writeFile(join(dirname(path), 'skills', `${'b'.repeat(64)}.wasm`), 'a module that no row came to name')
  await mkdir(join(dirname(path), 'mine.tmp'))
  await writeFile(join(dirname(path), `mine.txt.${uuid}.tmp`), 'not ours')
  await install('two')
  const left = ['mine.tmp', `mine.txt.${uuid}.tmp`, 'registry.db', 'registry.db-wal', 'skills']
  expect((await readdir(dirname(path))).sort()).toEqual(left)
  expect(await readdir(join(dirname(path), 'skills'))).toHaveLength(1)
  expect(await names()).toEqual(['one', 'two'])
})

describe('SQLite itself', () => {
  test('opens the file with its log and finds it sound', async () => {
    await install('one', 'two')
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(query(path, 'SELECT name, verification_status AS status FROM installed_skills ORDER BY name')).toEqual([
      { name: 'one', status: 'unverified' },
      { name: 'two', status: 'unverified' },
    ])
    expect(query(path, "SELECT group_concat(name) AS names FROM pragma_table_info('publisher_keys')")).toEqual([
      { names: 'publisher_id,public_key_hex,pinned,first_seen,last_used' },
    ])
    expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: SCHEMA_VERSION }])
  })

  test('can change a row, which an open store sees and keeps', async () => {
    const store = await openSkillStore({ path })
    await store.install(skillPackage('one'))
    editByHand(path, "UPDATE installed_skills SET installed_at = 'edited'")
    expect((await store.get('one'))?.installedAt).toBe('edited')
    await store.install(skillPackage('two'))
    expect(query(path, "SELECT installed_at FROM installed_skills WHERE name = 'one'")).toEqual([
      { installed_at: 'edited' },
    ])
    await store.close()
  })

  test('that took the file out of write-ahead mode sees what is committed after that', async () => {
    await install('one')
    expect(query(path, 'PRAGMA journal_mode = DELETE')).toEqual([{ journal_mode: 'delete' }])
    await install('two')
    await install('three')
    expect(query(path, 'SELECT count(*) AS count FROM installed_skills')).toEqual([{ count: 3 }])
    expect(await names()).toEqual(['one', 'three', 'two'])
  })

  test('that has the file open is not written past, and can be read beside', async () => {
    const store = await openSkillStore({ path })
    await store.install(skillPackage('one'))
    const other = new DatabaseSync(path)
    expect(other.prepare('SELECT name FROM installed_skills').all()).toHaveLength(1)
    await expect(store.install(skillPackage('two'))).rejects.toMatchObject({ code: 'ERR_STORE_IN_USE' })
    expect((await store.list()).map(({ name }) => name)).toEqual(['one'])
    other.exec("UPDATE installed_skills SET installed_at = 'edited'")
    expect((await store.get('one'))?.installedAt).toBe('edited')
    other.close()
    await store.install(skillPackage('two'))
    expect((await store.list()).map(({ name }) => name)).toEqual(['one', 'two'])
    await store.close()
  })
})

test('opened for reading, a registry that is not there is empty and stays away', async () => {
  const store = await openSkillStore({ path, readOnly: true })
  expect(await store.list()).toEqual([])
  expect(await store.get('one')).toBeUndefined()
  await expect(store.install(skillPackage('one'))).rejects.toMatchObject({ code: 'ERR_STORE_WRITE', path })
  await store.close()
  expect(await readdir(folder)).toEqual([])
})

test('opened for reading, a registry shows what others install meanwhile', async () => {
  const store = await openSkillStore({ path, readOnly: true })
  await install('one')
  expect((await store.list()).map(({ name }) => name)).toEqual(['one'])
  expect(await wasmIn(store, 'one')).toEqual(wasmOf('one'))
  await expect(store.remove('one')).rejects.toMatchObject({ code: 'ERR_STORE_WRITE' })
  await store.close()
  expect(await names()).toEqual(['one'])
})

test.skipIf(process.platform !== 'linux')(
  'a place where no folder can be made is told, not tried for ever (needs /proc of Linux)',
  async () => {
    for (const place of ['/proc/a', '/proc/a/b/c']) {
      const opening = openSkillStore({ path: join(place, 'registry.db') })
      await expect(opening).rejects.toMatchObject({ code: 'ERR_STORE_WRITE' })
    }
    const store = await openSkillStore({ path, skillsDir: '/proc/a/b' })
    await expect(store.install(skillPackage('one'))).rejects.toMatchObject({ code: 'ERR_STORE_WRITE' })
    await store.close()
  },
)
