import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFile,
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { appendLines, assertAppendable, type LineLog, readLines } from './line-log.ts'

const PROGRAM = fileURLToPath(new URL('../test/append-lines.ts', import.meta.url))
const IS_WINDOWS = process.platform === 'win32'

async function makeLog(options: Partial<LineLog> = {}): Promise<LineLog> {
  const folder = await mkdtemp(join(tmpdir(), 'blufio-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder: join(folder, 'audit'), name: 'log', maxBytes: 1_000_000, ...options }
}

async function allLines(log: LineLog): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of readLines(log)) lines.push(line)
  return lines
}

const fileOf = ({ folder, name }: LineLog): string => join(folder, `${name}.jsonl`)

test('there is nothing in a log that is not there', async () => {
  expect(await allLines(await makeLog())).toEqual([])
})

test.skipIf(IS_WINDOWS)(
  'only its owner can read it, whatever the umask and its mode were (needs modes of POSIX)',
  async () => {
    const log = await makeLog()
    const umask = process.umask(0)
    onTestFinished(() => void process.umask(umask))
    await appendLines(log, ['a'])
    expect((await stat(fileOf(log))).mode & 0o777).toBe(0o600)
    expect((await stat(log.folder)).mode & 0o777).toBe(0o700)
    await chmod(fileOf(log), 0o666)
    await appendLines(log, ['b'])
    expect((await stat(fileOf(log))).mode & 0o777).toBe(0o600)
  },
)

test('lines that are added at once in one process are all there and whole, over many full files', async () => {
  const log = await makeLog({ maxBytes: 2_000 })
  const lines = Array.from({ length: 400 }, (_, at) => `${at}:${'é'.repeat(at)}`)
  for (let at = 0; at < lines.length; at += 10) {
    await Promise.all(lines.slice(at, at + 10).map((line) => appendLines(log, [line])))
  }
  expect((await allLines(log)).toSorted()).toEqual(lines.toSorted())
  expect((await readdir(log.folder)).length).toBeGreaterThan(20)
})

test('lines of many processes are all there and whole, over many full files', async () => {
  const log = await makeLog({ maxBytes: 20_000 })
  const writers = Array.from({ length: 6 }, (_, who) => {
    return once(fork(PROGRAM, [log.folder, `${who}`, '20000', '50'], { execArgv: [], silent: true }), 'close')
  })
  expect(await Promise.all(writers)).toEqual(Array(6).fill([0, null]))
  const expected = Array.from({ length: 300 }, (_, at) => {
    return `${Math.floor(at / 50)}:${at % 50}:${'x'.repeat(((at % 50) * 7919) % 9000)}`
  })
  expect((await allLines(log)).toSorted()).toEqual(expected.toSorted())
})

test('a kill at any moment loses no line that was added, and tears none', async () => {
  const log = await makeLog({ maxBytes: 20_000 })
  const added: string[] = []
  for (let turn = 0; turn < 8; turn += 1) {
    const writer = fork(PROGRAM, [log.folder, `${turn}`, '20000'], { execArgv: [], silent: true })
    const after = 3 + ((turn * 13) % 29)
    writer.stdout?.setEncoding('utf8').on('data', (said: string) => {
      for (const at of said.split('\n')) if (at !== '') added.push(`${turn}:${at}:`)
      if (Number(said.split('\n').at(-2)) >= after) writer.kill('SIGKILL')
    })
    await once(writer, 'close')
  }
  const lines = await allLines(log)
  const torn = lines.filter((line) => {
    const [, at = '', filling = ''] = /^\d+:(\d+):(x*)$/.exec(line) ?? []
    return at === '' || filling.length !== (Number(at) * 7919) % 9000
  })
  expect(torn).toEqual([])
  expect(added.length).toBeGreaterThan(20)
  expect(added.filter((start) => !lines.some((line) => line.startsWith(start)))).toEqual([])
})

test('a line that was cut off takes no other with it', async () => {
  const log = await makeLog()
  await appendLines(log, ['first'])
  await appendFile(fileOf(log), '{"half')
  await appendLines(log, ['second', 'third'])
  expect(await allLines(log)).toEqual(['first', '{"half', 'second', 'third'])
})

test('of full files as many are kept as it says, the latest', async () => {
  const log = await makeLog({ maxBytes: 1, keptFiles: 3 })
  for (let at = 0; at < 10; at += 1) await appendLines(log, [`${at}`])
  expect(await allLines(log)).toEqual(['6', '7', '8', '9'])
  expect(await readdir(log.folder)).toHaveLength(4)
})

test('deletes no file that it did not set aside', async () => {
  const log = await makeLog({ maxBytes: 1, keptFiles: 0 })
  await mkdir(log.folder)
  const others = ['log-1.jsonl', 'log-old-20260101000000000-00000000.jsonl', 'other-20260101000000000-00000000.jsonl']
  for (const name of others) await writeFile(join(log.folder, name), 'mine\n')
  for (const line of ['a', 'b', 'c']) await appendLines(log, [line])
  expect(await readdir(log.folder)).toEqual(expect.arrayContaining(others))
})

test.skipIf(IS_WINDOWS).each([
  ['a link to a file', (path: string, victim: string) => symlink(victim, path)],
  ['a link to nothing', (path: string, victim: string) => symlink(`${victim}.none`, path)],
  ['a second name of a file', (path: string, victim: string) => link(victim, path)],
  ['a folder', (path: string) => mkdir(path)],
  ['a pipe that nobody reads', async (path: string) => void spawnSync('mkfifo', [path])],
])('writes to and reads from nothing when its file is %s (needs links and pipes of POSIX)', async (_, put) => {
  const log = await makeLog()
  const victim = `${log.folder}-victim`
  await writeFile(victim, 'mine\n')
  await mkdir(log.folder)
  await put(fileOf(log), victim)
  await expect(assertAppendable(log)).rejects.toThrow()
  await expect(appendLines(log, ['x'])).rejects.toThrow()
  expect(await readFile(victim, 'utf8')).toBe('mine\n')
  await expect(allLines(log)).rejects.toThrow()
})

test.skipIf(IS_WINDOWS)('writes nothing when its folder is a link (needs links of POSIX)', async () => {
  const log = await makeLog()
  const elsewhere = `${log.folder}-elsewhere`
  await mkdir(elsewhere)
  await symlink(elsewhere, log.folder)
  await expect(appendLines(log, ['x'])).rejects.toThrow('is a link')
  expect(await readdir(elsewhere)).toEqual([])
})
