import { spawnSync } from 'node:child_process'
import { chmod, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BLUFIO } from './run-blufio.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

interface Entry {
  readonly time: string
  readonly event: string
  readonly [field: string]: unknown
}

async function logOf({ skill }: Workspace, ...args: readonly string[]): Promise<readonly Entry[]> {
  const { status, stdout } = await skill(['log', '--json', ...args])
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

const fileOf = ({ home }: Workspace, name: string): string => join(home, 'audit', `${name}.jsonl`)

async function textOfLog({ home }: Workspace): Promise<string> {
  const folder = join(home, 'audit')
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  return texts.join('')
}

const IS_ROOT = process.getuid?.() === 0
const IS_WINDOWS = process.platform === 'win32'

test('tells what was installed, updated, run and removed, by which digest and by whose leave', async () => {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  await writeSkill(join(folder, 's'))
  const first = JSON.parse((await skill(['install', 's', '--yes', '--json'])).stdout)
  await skill(['run', 'sample', '--input', '1'])
  await writeSkill(join(folder, 's'), { body: 'trap', manifest: '[capabilities]\nenv = ["KEY"]\n' })
  const second = JSON.parse((await skill(['update', 's', '--yes', '--json'])).stdout)
  await skill(['run', 'sample', '--input', '1'])
  await skill(['remove', 'sample'])
  const about = { time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), skill: 'sample', version: '1.2.3' }
  const run = { event: 'run', run: expect.any(String), installed: true, fuel: expect.stringMatching(/^\d+$/) }
  expect(await logOf(workspace)).toEqual([
    {
      ...{ ...about, event: 'install', digest: first.digest, verificationStatus: 'unverified' },
      ...{ approval: '--yes', from: join(folder, 's') },
    },
    {
      ...{ ...about, ...run, digest: first.digest, outcome: 'ok', fuelExact: true },
      ...{ peakMemoryBytes: 131_072, durationMs: expect.any(Number) },
    },
    {
      ...{ ...about, event: 'update', digest: second.digest, replaced: first.digest, verificationStatus: 'unverified' },
      ...{ approval: '--yes', from: join(folder, 's') },
      changes: ['env wider', 'skill.toml changed', 'module changed'],
    },
    {
      ...{ ...about, ...run, digest: second.digest, outcome: 'trapped', fuelExact: false },
      ...{ peakMemoryBytes: 131_072, durationMs: expect.any(Number) },
    },
    { ...about, event: 'remove', digest: second.digest, verificationStatus: 'unverified' },
  ])
})

test('tells what a run was denied by its server alone, and nothing of its input, its answer and its log', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'), { body: 'fetch' })
  await workspace.skill(['run', './s', '--input', '"https://evil.example/path?q=hunter2"'])
  await writeSkill(join(workspace.folder, 'e'), { body: 'forger' })
  await workspace.skill(['run', './e', '--input', '"hunter2"'])
  const [denied, run, other] = await logOf(workspace)
  expect(denied).toMatchObject({
    ...{ event: 'denied', skill: 'sample', installed: false, capability: 'network', hostFunction: 'http_request' },
    ...{ count: 1, asked: ['evil.example'], run: run?.['run'] },
  })
  expect([run, other]).toMatchObject([{ outcome: 'denied' }, { outcome: 'ok' }])
  expect(await textOfLog(workspace)).not.toMatch(/hunter2|path|all is lost/)
})

test('an environment variable that was asked for and not granted is told, though the run knows nothing of it', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'), { body: 'env' })
  await workspace.skill(['run', './s', '--input', '1'], { env: { GREETING: 'hunter2' } })
  expect(await logOf(workspace, '--event', 'denied')).toMatchObject([{ capability: 'env', asked: ['GREETING'] }])
  expect(await textOfLog(workspace)).not.toContain('hunter2')
})

test('tells what was refused, and what of it had changed', async () => {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  await writeSkill(join(folder, 's'))
  const { wasmPath, digest } = JSON.parse((await skill(['install', 's', '--yes', '--json'])).stdout)
  await writeFile(wasmPath, 'another')
  expect((await skill(['run', 'sample'])).status).toBe(3)
  await writeFile(join(folder, 's', 'SKILL.md'), 'do more')
  expect((await skill(['update', 's'])).status).toBe(3)
  expect((await skill(['install', 's', '--approve', digest, '--home', join(workspace.home)])).status).toBe(2)
  expect(await logOf(workspace, '--event', 'refused', '--skill', 'sample')).toMatchObject([
    { command: 'skill run', target: 'sample', code: 'ERR_STORE_CONTENT_CHANGED', part: 'module' },
    { command: 'skill update', target: 's', code: 'ERR_CLI_NOT_APPROVED' },
  ])
})

test('tells of an address without what may let others in there', async () => {
  const workspace = await makeWorkspace()
  await mkdir(workspace.home)
  const { status } = await workspace.skill(['install', 'https://skills.example/a.skill?token=hunter2#hunter2'])
  expect(status).toBe(3)
  expect(await logOf(workspace)).toMatchObject([
    { event: 'refused', target: 'https://skills.example/a.skill', code: 'ERR_CLI_DIGEST_MISSING' },
  ])
  expect(await textOfLog(workspace)).not.toContain('hunter2')
})

test('shows a line for each event, the latest last, of one skill and kind and as many as asked for', async () => {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  for (const name of ['a', 'b']) {
    await writeSkill(join(folder, name), { name })
    await skill(['install', name, '--yes'])
  }
  await skill(['run', 'a'])
  await skill(['run', 'a', '--fuel', '1'])
  const { stdout, stderr } = await skill(['log'])
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^\S+Z {2}install {2}a 1\.2\.3 {2}digest [0-9a-f]{16}…, .*approval --yes/),
    expect.stringMatching(/^\S+Z {2}install {2}b 1\.2\.3 {2}digest /),
    expect.stringMatching(/^\S+Z {2}run {6}a 1\.2\.3 {2}.*outcome ok, fuel \d+, .*peak memory bytes 131072/),
    expect.stringMatching(/^\S+Z {2}run {6}a 1\.2\.3 {2}.*outcome out-of-fuel/),
  ])
  expect((await logOf(workspace, '--skill', 'b')).map(({ event }) => event)).toEqual(['install'])
  expect(await logOf(workspace, '--event', 'run', '--limit', '1')).toMatchObject([{ outcome: 'out-of-fuel' }])
  expect(await logOf(workspace, '--limit', '0')).toEqual([])
  expect((await skill(['log', '--limit', 'many'])).status).toBe(2)
  expect((await skill(['log', '--event', 'party'])).status).toBe(2)
})

test('nothing in it rewrites a terminal or forges a line', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await workspace.skill(['install', 's', '--yes'])
  const forged = 'x\n{"time":"2026-01-01T00:00:00Z","event":"approve","skill":"evil"}\n\x1b[2J'
  await workspace.skill(['approve', `${forged}\u202e`, '--approve', forged])
  await workspace.skill(['install', 's', '--approve', 'f'.repeat(64), '--home', workspace.home])
  await mkdir(join(workspace.folder, forged))
  await writeSkill(join(workspace.folder, forged, 's'), { manifest: '[capabilities]\nenv = ["A"]\n', name: 'other' })
  expect((await workspace.skill(['run', `./${forged}/s`])).status).toBe(3)
  expect((await logOf(workspace)).map(({ event }) => event)).toEqual(['install', 'refused'])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const controls = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/
  expect(await textOfLog(workspace)).not.toMatch(controls)
  expect((await textOfLog(workspace)).trimEnd().split('\n')).toHaveLength(2)
  expect((await workspace.skill(['log'])).stdout).not.toMatch(controls)
})

test('a line that somebody cut or edited is told and takes no other with it', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await workspace.skill(['install', 's', '--yes'])
  await writeFile(fileOf(workspace, 'changes'), '{"time":\nnull\n[1]\n{"time":1,"event":"x"}\n', { flag: 'a' })
  await writeFile(fileOf(workspace, 'changes'), '{"time":"2026-01-01T00:00:00Z","event":"\\u001b[2J', { flag: 'a' })
  await workspace.skill(['remove', 'sample'])
  const { stdout, stderr, status } = await workspace.skill(['log'])
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: "5 of its lines can't be read: cut off, or edited by somebody\n",
  })
  expect(stdout).toMatch(/ install .*\n.* remove .*\n$/)
})

test('many commands at once are all told', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await workspace.skill(['install', 's', '--yes'])
  await Promise.all(Array.from({ length: 8 }, () => workspace.skill(['run', 'sample', '--input', '1'])))
  expect(await logOf(workspace, '--event', 'run')).toHaveLength(8)
})

test('runs push out none of what was changed, however many they are', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await workspace.skill(['install', 's', '--yes'])
  await workspace.skill(['run', 'sample'])
  const folder = join(workspace.home, 'audit')
  const line = '{"time":"2026-01-01T00:00:00.000Z","event":"run","skill":"sample"}\n'
  for (let at = 10; at < 20; at += 1) {
    await writeFile(join(folder, `uses-202601010000000${at}-00000000.jsonl`), line)
  }
  await writeFile(fileOf(workspace, 'uses'), line.repeat(4_194_304 / line.length + 1))
  await workspace.skill(['run', 'sample'])
  expect((await readdir(folder)).filter((name) => name.startsWith('uses'))).toHaveLength(9)
  expect((await stat(fileOf(workspace, 'uses'))).size).toBeLessThan(2000)
  expect((await logOf(workspace, '--limit', '1000000')).filter(({ event }) => event === 'install')).toHaveLength(1)
})

test.skipIf(IS_WINDOWS)('can be read by nobody else (needs modes of POSIX)', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await workspace.skill(['install', 's', '--yes'])
  await workspace.skill(['run', 'sample'])
  for (const name of ['changes', 'uses']) expect((await stat(fileOf(workspace, name))).mode & 0o777).toBe(0o600)
  for (const path of [workspace.home, join(workspace.home, 'audit')])
    expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test.skipIf(IS_WINDOWS).each([
  ['a link', (path: string, victim: string) => symlink(victim, path)],
  ['a second name of another file', (path: string, victim: string) => link(victim, path)],
  ['a folder', (path: string) => mkdir(path)],
])('changes nothing where the log is %s, and runs all the same (needs links of POSIX)', async (_, put) => {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  await writeSkill(join(folder, 's'))
  await writeSkill(join(folder, 'other'), { name: 'other' })
  await skill(['install', 's', '--yes'])
  const victim = join(folder, 'victim')
  await writeFile(victim, 'mine')
  for (const name of ['changes', 'uses']) {
    await rm(fileOf(workspace, name), { force: true })
    await put(fileOf(workspace, name), victim)
  }
  for (const args of [
    ['install', 'other', '--yes'],
    ['remove', 'sample'],
  ]) {
    const { status, stdout } = await skill([...args, '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_AUDIT_LOG')
  }
  expect((await skill(['list'])).stdout).toBe('sample  1.2.3  nothing  A sample\n')
  const { status, stdout, stderr } = await skill(['run', 'sample', '--input', '1'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' })
  expect(stderr).toContain('not in the audit log, as ')
  expect((await skill(['log'])).status).toBe(2)
  expect(await readFile(victim, 'utf8')).toBe('mine')
})

test.skipIf(IS_WINDOWS || IS_ROOT)(
  'a folder that may not be written is told (needs a user who is not root)',
  async () => {
    const workspace = await makeWorkspace()
    await writeSkill(join(workspace.folder, 's'))
    await workspace.skill(['install', 's', '--yes'])
    await chmod(fileOf(workspace, 'changes'), 0o400)
    const { status, stdout } = await workspace.skill(['remove', 'sample', '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_AUDIT_LOG')
  },
)

test.skipIf(IS_WINDOWS)(
  'a full disk costs a run nothing but its line, and the next one nothing (needs ulimit of sh)',
  async () => {
    const workspace = await makeWorkspace()
    await writeSkill(join(workspace.folder, 's'))
    await workspace.skill(['install', 's', '--yes'])
    await workspace.skill(['run', 'sample'])
    const line = '{"time":"2026-01-01T00:00:00.000Z","event":"run"}\n'
    const filling = line.repeat(Math.floor((1024 * 512 - 100) / line.length))
    await writeFile(fileOf(workspace, 'uses'), filling)
    // No file may become longer than 1,024 blocks of 512 bytes.
    const limited = [
      '-c',
      'ulimit -f 1024; exec "$@"',
      'sh',
      process.execPath,
      BLUFIO,
      'skill',
      'run',
      'sample',
      '--input',
      '1',
    ]
    const { status, stdout, stderr } = spawnSync('sh', limited, {
      cwd: workspace.folder,
      env: { ...process.env, BLUFIO_HOME: workspace.home },
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' })
    expect(stderr).toContain('not in the audit log, as ')
    expect((await readFile(fileOf(workspace, 'uses'), 'utf8')).length).toBe(1024 * 512)
    await workspace.skill(['run', 'sample', '--input', '1'])
    const { stdout: log, stderr: notes } = await workspace.skill(['log', '--limit', '1'])
    expect(log).toContain('outcome ok')
    expect(notes).toContain('1 of its lines')
  },
)

test('a refusal makes no home', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'), { manifest: '[capabilities]\nenv = ["A"]\n' })
  expect((await workspace.skill(['run', './s'])).status).toBe(3)
  expect(await readdir(workspace.folder)).toEqual(['s'])
  expect(await logOf(workspace)).toEqual([])
})
