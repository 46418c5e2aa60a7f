import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSkillStore } from '@blufio/store'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { query } from '../sqlite-file.ts'

const PROGRAM = fileURLToPath(new URL('busy-process.mjs', import.meta.url))
/** How many processes are killed: a thousand and more by hand, fewer among the other tests. */
const KILLS = Number(process.env['BLUFIO_KILLS'] ?? 25)

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  path = join(folder, 'registry.db')
})
afterEach(() => rm(folder, { recursive: true }))

test('eight processes at once install a hundred skills each, and none is lost', { timeout: 300_000 }, async () => {
  const exits = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(async (prefix) => {
    const child = spawn(process.execPath, [PROGRAM, 'install-many', path, prefix, '100'], { stdio: 'inherit' })
    const [status] = await once(child, 'exit')
    return status
  })
  expect(await Promise.all(exits)).toEqual(exits.map(() => 0))
  const store = await openSkillStore({ path })
  const list = await store.list()
  expect(list).toHaveLength(800)
  for (const { name } of list) await store.readSkill(name)
  await store.close()
  const files = ['registry.db', 'registry.db-wal', 'skills']
  expect((await readdir(folder)).filter((name) => !files.includes(name))).toEqual([])
  expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
})

interface Step {
  readonly action: 'install' | 'update' | 'remove'
  readonly name: string
  readonly version: string
}

function applied(state: ReadonlyMap<string, string>, step: Step | undefined): ReadonlyMap<string, string> {
  const next = new Map(state)
  if (step?.action === 'remove') next.delete(step.name)
  else if (step) next.set(step.name, step.version)
  return next
}

/** Lets a process churn, kills it `afterMs` after it began to, or to open the registry, and returns what it said. */
async function killedChurn(
  afterMs: number,
  begin: 'opening' | 'churning',
): Promise<{ done: readonly Step[]; underWay: Step | undefined }> {
  const child = spawn(process.execPath, [PROGRAM, 'churn', path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  let isCounting = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (!isCounting && output.includes(begin)) {
      isCounting = true
      setTimeout(() => child.kill('SIGKILL'), afterMs)
    }
  })
  await once(child, 'close')
  const done: Step[] = []
  let underWay: Step | undefined
  for (const line of output.split('\n').slice(0, -1)) {
    if (line === 'opening' || line === 'churning') continue
    if (line !== 'done') underWay = JSON.parse(line)
    else if (underWay) {
      done.push(underWay)
      underWay = undefined
    }
  }
  return { done, underWay }
}

test(`${KILLS} kills leave the last acknowledged state, or the one that was under way, whole`, {
  timeout: 60_000 + KILLS * 2_000,
}, async () => {
  let state: ReadonlyMap<string, string> = new Map()
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { done, underWay } = await killedChurn(Math.random() * 60, kill % 5 === 0 ? 'opening' : 'churning')
    state = done.reduce(applied, state)
    const store = await openSkillStore({ path })
    const found = new Map((await store.list()).map(({ name, version }) => [name, version]))
    expect([state, applied(state, underWay)]).toContainEqual(found)
    for (const [name, version] of found) {
      expect(new TextDecoder().decode((await store.readSkill(name)).wasm)).toBe(`module of ${name} ${version}`)
    }
    await store.close()
    if (kill % 10 === 0) expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    state = found
  }
})

test('who reads while others write sees one state, never half of two', { timeout: 120_000 }, async () => {
  const writer = spawn(process.execPath, [PROGRAM, 'raise-two', path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void writer.kill('SIGKILL'))
  await once(writer.stdout, 'data')
  const readers = [1, 2].map(async () => {
    const reader = spawn(process.execPath, [PROGRAM, 'compare-two', path, '100'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = await once(reader.stdout, 'data')
    return String(output)
  })
  expect(await Promise.all(readers)).toEqual(readers.map(() => 'torn: 0\n'))
  writer.kill('SIGKILL')
})

test.skipIf(process.platform === 'win32')(
  'a disk that is full refuses the change that does not fit, and no other (needs ulimit)',
  () => {
    // The limit on the size of files cuts a write short as a full disk does; 256 blocks of 1,024 bytes.
    const command = `trap '' XFSZ; ulimit -f 256; exec "$@"`
    const { stdout, stderr } = spawnSync('bash', ['-c', command, 'bash', process.execPath, PROGRAM, 'fill-up', path], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toBe('ERR_STORE_WRITE\nsmall,small-too\n')
    // The module of the refused skill went with it.
    expect(readdirSync(join(folder, 'skills'))).toHaveLength(2)
  },
)

test('a registry in a folder that may not be written to can be read, and every change of it is refused', async (context) => {
  // The superuser may write anywhere: somebody else tries.
  const user = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  if (process.platform === 'win32') context.skip('needs modes of POSIX')
  const tries = (args: readonly string[]) => spawnSync(process.execPath, args, { encoding: 'utf8', ...user })
  if (tries(['--check', PROGRAM]).status !== 0) context.skip('needs another user who can run this Node.js')
  const store = await openSkillStore({ path })
  const one = { name: 'one', version: '1.0.0', description: '', capabilities: { env: [] }, wasmEntry: 'skill.wasm' }
  const manifest = { ...one, resources: { fuel: 1n, memoryMb: 1, epochTimeoutSecs: 1 } }
  await store.install({ manifest, manifestToml: 'name = "one"', wasm: new Uint8Array(8) })
  await store.close()
  const files = ['registry.db', 'registry.db-wal']
  for (const name of files) await chmod(join(folder, name), 0o444)
  const before = await Promise.all(files.map((name) => readFile(join(folder, name))))
  await chmod(folder, 0o555)
  try {
    const { stdout, stderr } = tries([PROGRAM, 'read-only', path])
    expect({ stdout, stderr }).toEqual({ stdout: `one\n${'ERR_STORE_WRITE\n'.repeat(3)}`, stderr: '' })
    expect((await readdir(folder)).sort()).toEqual([...files, 'skills'])
    expect(await Promise.all(files.map((name) => readFile(join(folder, name))))).toEqual(before)
  } finally {
    await chmod(folder, 0o755)
  }
})
