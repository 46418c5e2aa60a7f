import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skillDigest, skillParts } from '@blufio/core'
import initSqlJs from 'sql.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSkillStore } from '../../src/index.node.ts'
import { SCHEMA_VERSION } from '../../src/rows/migrations.ts'
import { codeOf, skillPackage, wasmIn, wasmOf } from '../skill-packages.ts'
import { query } from '../sqlite-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'blufio.db')
})
afterEach(() => rm(folder, { recursive: true }))

/** What the Rust original has in its database: other tables, the history of its migrations, and the skills. */
const V5 = `
  CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));
  INSERT INTO refinery_schema_history VALUES (5, 'skill_registry', '2026-01-01T00:00:00Z', '123');
  CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT);
  INSERT INTO sessions VALUES ('s1', 'kept');
  CREATE TABLE installed_skills (
    name TEXT PRIMARY KEY, version TEXT NOT NULL, description TEXT NOT NULL, author TEXT, wasm_path TEXT NOT NULL,
    manifest_toml TEXT NOT NULL, capabilities_json TEXT NOT NULL, verification_status TEXT NOT NULL DEFAULT 'unverified',
    installed_at TEXT NOT NULL, updated_at TEXT NOT NULL);`
const V8 = `${V5}
  ALTER TABLE installed_skills ADD COLUMN content_hash TEXT;
  ALTER TABLE installed_skills ADD COLUMN signature TEXT;
  ALTER TABLE installed_skills ADD COLUMN publisher_id TEXT;
  CREATE TABLE publisher_keys (publisher_id TEXT PRIMARY KEY, public_key_hex TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0, first_seen TEXT NOT NULL, last_used TEXT NOT NULL);
  INSERT INTO publisher_keys VALUES ('publisher', 'abcd', 1, '2026-01-01', '2026-01-02');`
const ROW = `INSERT INTO installed_skills (name, version, description, wasm_path, manifest_toml, capabilities_json, installed_at, updated_at)
  VALUES ('old', '1.0.0', 'An old skill', ?, '[skill]', '{"network":null,"filesystem":null,"env":[]}', '2026-01-01T00:00:00.5+00:00', '2026-01-01T00:00:00.5+00:00')`

async function writeOriginal(schema: string, wasmPath: string, writeAhead = false): Promise<void> {
  const { Database } = await initSqlJs()
  const database = new Database()
  const [tables = '', after] = schema.split(' UPDATE ')
  database.run(tables)
  database.run(ROW, [wasmPath])
  if (after !== undefined) database.run(`UPDATE ${after}`)
  const bytes = database.export()
  // The original runs in write-ahead mode, which these two bytes of the header tell (file format, section 1.3).
  if (writeAhead) bytes.fill(2, 18, 20)
  await writeFile(path, bytes)
}

test.each([
  ['V5', V5],
  ['V8', V8],
])('a database of the original at %s opens, keeps what is in it and takes new skills', async (_, schema) => {
  await writeOriginal(schema, '/elsewhere/old.wasm', true)
  const store = await openSkillStore({ path })
  expect(await store.list()).toEqual([
    {
      name: 'old',
      version: '1.0.0',
      description: 'An old skill',
      wasmPath: '/elsewhere/old.wasm',
      manifestToml: '[skill]',
      capabilities: { env: [] },
      documents: {},
      verificationStatus: 'unverified',
      installedAt: '2026-01-01T00:00:00.5+00:00',
      updatedAt: '2026-01-01T00:00:00.5+00:00',
    },
  ])
  await store.install(skillPackage('new'))
  await store.close()
  expect(query(path, 'SELECT title FROM sessions')).toEqual([{ title: 'kept' }])
  expect(query(path, 'SELECT version, name, checksum FROM refinery_schema_history')).toEqual([
    { version: 5, name: 'skill_registry', checksum: '123' },
  ])
  expect(query(path, 'SELECT name FROM installed_skills ORDER BY name')).toEqual([{ name: 'new' }, { name: 'old' }])
  expect(query(path, 'SELECT public_key_hex, pinned FROM publisher_keys')).toEqual(
    schema === V8 ? [{ public_key_hex: 'abcd', pinned: 1 }] : [],
  )
  expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: SCHEMA_VERSION }])
})

test.each([
  ['V5', V5],
  [
    'V8',
    `${V8} UPDATE installed_skills SET content_hash = '${createHash('sha256').update(wasmOf('one')).digest('hex')}'`,
  ],
])(
  'a skill of the original at %s is not run before it is approved, from where the original put it',
  async (_, schema) => {
    const wasmPath = join(folder, 'old.wasm')
    await writeOriginal(schema, wasmPath)
    await writeFile(wasmPath, wasmOf('one'))
    const store = await openSkillStore({ path })
    expect(await codeOf(wasmIn(store, 'old'))).toBe('ERR_STORE_CONTENT_UNKNOWN')
    const { skill, wasm } = await store.inspectSkill('old')
    const digest = await skillDigest(await skillParts({ ...skill, wasm }))
    const { manifest } = skillPackage('old')
    expect(await codeOf(store.approve(manifest, 'f'.repeat(64)))).toBe('ERR_STORE_NOT_APPROVED')
    await writeFile(wasmPath, wasmOf('other'))
    expect(await codeOf(store.approve(manifest, digest))).toBe('ERR_STORE_NOT_APPROVED')
    await writeFile(wasmPath, wasmOf('one'))
    expect(await store.approve(manifest, digest)).toMatchObject({ digest, installedAt: '2026-01-01T00:00:00.5+00:00' })
    await writeFile(wasmPath, wasmOf('other'))
    expect(await wasmIn(store, 'old')).toEqual(wasmOf('one'))
    await store.close()
  },
)

test('a skill of the original can be updated and removed, and its own file stays', async () => {
  await writeOriginal(V5, join(folder, 'old.wasm'))
  await writeFile(join(folder, 'old.wasm'), wasmOf('one'))
  const store = await openSkillStore({ path })
  const update = skillPackage('old', { version: '1.0.0', description: 'An old skill' })
  expect(await codeOf(store.update(update))).toBe('ERR_STORE_NOT_APPROVED')
  const { digest, changes } = await store.review(update)
  expect(changes.filter(({ kind }) => kind === 'wider').map(({ field }) => field)).toEqual([
    'resources.fuel',
    'resources.memoryMb',
    'resources.epochTimeoutSecs',
  ])
  await store.update(update, { approved: digest })
  expect(await wasmIn(store, 'old')).toEqual(wasmOf('one'))
  await store.remove('old')
  expect(await store.list()).toEqual([])
  await store.close()
  expect(new Uint8Array(await readFile(join(folder, 'old.wasm')))).toEqual(wasmOf('one'))
})

test('tables of SQLite extensions that are not at hand do not stand in the way', async () => {
  const { Database } = await initSqlJs()
  await writeOriginal(V8, '/elsewhere/old.wasm')
  const database = new Database(await readFile(path))
  database.run(`PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema VALUES ('table', 'memory_vectors', 'memory_vectors', 0, 'CREATE VIRTUAL TABLE memory_vectors USING vec0(embedding float[384])');
    INSERT INTO sqlite_schema VALUES ('table', 'memories_fts', 'memories_fts', 0, 'CREATE VIRTUAL TABLE memories_fts USING fts5(content)')`)
  await writeFile(path, database.export())
  const store = await openSkillStore({ path })
  await store.install(skillPackage('new'))
  await store.close()
  expect(query(path, "SELECT count(*) AS kept FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")).toEqual([
    { kept: 2 },
  ])
})
