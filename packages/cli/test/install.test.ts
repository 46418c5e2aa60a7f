import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { skillDigest, skillParts } from '@blufio/core'
import { expect, test } from 'vitest'
import { makeWorkspace, writeSkill } from './workspace.ts'

const CAPABILITIES =
  '[capabilities]\nenv = ["API_KEY"]\n[resources]\nfuel = 5_000_000\nmemory_mb = 2\nepoch_timeout_secs = 1\n'

test('shows what a skill may do and refuses without an approval', async () => {
  const { skill, folder, home } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { manifest: CAPABILITIES })
  const { status, stdout, stderr } = await skill(['install', 's'])
  expect(status).toBe(3)
  expect(stdout).toBe('')
  for (const words of [
    'sample 1.2.3',
    'environment variables API_KEY',
    '5,000,000 units of fuel',
    '2 MiB',
    '1 second of time',
    'blufio skill install s --yes\n',
  ]) {
    expect(stderr).toContain(words)
  }
  expect(JSON.parse((await skill(['list', '--json'])).stdout)).toEqual([])
  expect(await readdir(join(home, 'skills')).catch(() => [])).toEqual([])
})

test('installs, lists, shows and removes', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { manifest: CAPABILITIES })
  const digest = await skillDigest(
    await skillParts({
      manifestToml: await readFile(join(folder, 's', 'skill.toml'), 'utf8'),
      wasm: await readFile(join(folder, 's', 'skill.wasm')),
    }),
  )

  const installed = await skill(['install', 's', '--yes'])
  expect(installed).toMatchObject({ status: 0, stdout: `installed sample 1.2.3, digest ${digest}\n` })
  expect(await skill(['list'])).toMatchObject({
    status: 0,
    stdout: 'sample  1.2.3  environment  A sample\n',
    stderr: '',
  })

  const info = await skill(['info', 'sample', '--json'])
  expect(JSON.parse(info.stdout)).toMatchObject({
    name: 'sample',
    digest,
    capabilities: { env: ['API_KEY'] },
    resources: { fuel: '5000000', memoryMb: 2, epochTimeoutSecs: 1 },
    verificationStatus: 'unverified',
  })
  expect((await skill(['info', 'sample'])).stdout).toContain('read the environment variables API_KEY')

  expect(await skill(['remove', 'sample'])).toMatchObject({ status: 0, stdout: 'removed sample\n' })
  expect(await skill(['list'])).toMatchObject({ status: 0, stdout: '' })
})

test('installs from the path of a manifest, and prints one JSON value', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const { status, stdout, stderr } = await skill(['install', join('s', 'skill.toml'), '--yes', '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ name: 'sample', version: '1.2.3' })
})

test('refuses a name that is taken, and says how to go on', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['install', 's', '--yes'])
  const { status, stdout } = await skill(['install', 's', '--yes', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'ERR_STORE_SKILL_EXISTS',
    hint: 'to put this in its place: blufio skill update s',
  })
})

const ALL_CAPABILITIES = `
[capabilities]
env = ["CITY"]
clock = true
random = true
[capabilities.network]
domains = ["api.example.com", "http://localhost:8080", "*.example.org:8443", "http://other.example"]
[capabilities.filesystem]
read = ["/srv/data", "~/notes", "cache", "maps"]
write = ["cache"]
[[capabilities.secrets]]
name = "API_KEY"
domain = "api.example.com"
header = "Authorization"
prefix = "Bearer "
[[capabilities.secrets]]
name = "MAP_KEY"
domain = "a.example.org:8443"
query = "key"
`

const GRANTS = [
  'send requests to api.example.com, *.example.org:8443 (https)',
  'send requests to localhost:8080, other.example by unencrypted http',
  'have the host add the secret API_KEY to requests to api.example.com (header authorization)',
  'have the host add the secret MAP_KEY to requests to a.example.org:8443 (query parameter key)',
  'read files under /srv/data, ~/notes',
  'read files of its own under cache, maps',
  'write files of its own under cache',
  'read the environment variables CITY',
  'read the real clock',
  'get real random numbers',
]

test('says in plain words what a skill may reach, when it is installed and afterwards', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { manifest: ALL_CAPABILITIES })
  const words = `It may\n${GRANTS.map((line) => `  - ${line}\n`).join('')}One run may use\n`
  // No secret need be at hand to install a skill.
  const installed = await skill(['install', 's', '--yes'])
  expect(installed.status).toBe(0)
  expect(installed.stderr).toContain(words)
  expect((await skill(['info', 'sample'])).stdout).toContain(words)
  const [listed] = JSON.parse((await skill(['list', '--json'])).stdout)
  const { capabilities } = JSON.parse((await skill(['info', 'sample', '--json'])).stdout)
  expect(capabilities).toMatchObject({
    clock: true,
    secrets: [{ name: 'API_KEY', header: 'Authorization', prefix: 'Bearer ' }, { query: 'key' }],
  })
  expect(listed.capabilities).toEqual(capabilities)
  expect((await skill(['list'])).stdout).toContain('network, secrets, files, environment, clock, random  A sample\n')
})

test('a clock that stands still and numbers of a seed are nothing to approve', async () => {
  const { skill, folder } = await makeWorkspace()
  const manifest = '[capabilities]\nclock = 2026-01-01T00:00:00Z\nrandom = 42\n'
  await writeSkill(join(folder, 's'), { manifest })
  expect(await skill(['run', './s', '--input', '1'])).toMatchObject({ status: 0, stdout: '1\n' })
  const { stderr } = await skill(['install', 's', '--yes'])
  expect(stderr).toContain('  - read its input, answer and write a log, and reach nothing else\n')
})

test.each([
  [['install', 'nope9'], 4, 'ERR_CLI_FILE_NOT_FOUND', 'there is no folder nope9'],
  [['install', 'nope.toml'], 4, 'ERR_MANIFEST_NOT_FOUND', 'nope.toml'],
  [['install', 's/skill.wasm'], 2, 'ERR_CLI_USAGE', 's/skill.wasm is a module'],
  [['run', './nope9'], 4, 'ERR_CLI_FILE_NOT_FOUND', 'there is no folder ./nope9'],
  [['run', 'nope.wasm'], 4, 'ERR_CLI_FILE_NOT_FOUND', 'there is no file nope.wasm'],
  [['run', 's/skill.wasm', '--manifest', 's/skill.wasm'], 2, 'ERR_CLI_USAGE', 's/skill.wasm is a module'],
  [['build', 'nope9'], 4, 'ERR_CLI_FILE_NOT_FOUND', 'nope9'],
  [['build', 's/skill.toml'], 2, 'ERR_CLI_USAGE', 'is a file'],
])('%j ends with %i and %s: %s', async (args, status, code, words) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const run = await skill([...args, '--json'])
  expect(JSON.parse(run.stdout).error).toMatchObject({ code, message: expect.stringContaining(words) })
  expect(run.status).toBe(status)
})

test('build of a manifest hints at its folder', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  expect((await skill(['build', join('s', 'skill.toml')])).stderr).toContain('name its folder: blufio skill build s\n')
})

test.each([
  ['install', 's', '--yes'],
  ['run', './s'],
  ['run', 's/skill.wasm', '--manifest', 's/skill.toml'],
])('%s %s names the file that is no module', async (...args) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 's', 'skill.wasm'), 'plain text')
  const { status, stderr } = await skill(args)
  expect(status).toBe(2)
  expect(stderr).toMatch(/^(?:.*\n)*error s[/\\]skill\.wasm: this is not a WebAssembly module/)
})

test('refuses a module that can not be a skill, and keeps nothing of it', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 's', 'skill.wasm'), 'not wasm')
  const { status, stdout } = await skill(['install', 's', '--yes', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toMatch(/^ERR_WASM_/)
  expect((await skill(['list'])).stdout).toBe('')
})

test('lists every problem of a manifest with line and column', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 's', 'skill.toml'), '[skill]\nname = ""\nversion = "1"\ndescripton = "x"\n')
  const { status, stdout } = await skill(['install', 's', '--json'])
  expect(status).toBe(2)
  const { code, issues } = JSON.parse(stdout).error
  expect(code).toBe('ERR_MANIFEST_INVALID')
  expect(issues.length).toBeGreaterThan(2)
  expect(issues).toContainEqual(expect.objectContaining({ path: 'skill.name', line: 2, column: 8 }))
})

test('tells a folder without a module to build first', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { manifest: '[wasm]\nentry = "other.wasm"\n' })
  const { status, stderr } = await skill(['install', 's', '--yes'])
  expect(status).toBe(4)
  expect(stderr).toContain('blufio skill build')
})

test.each(['info', 'remove', 'run'])('%s of a skill that is not there offers the nearest name', async (command) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { name: 'word-count' })
  await skill(['install', 's', '--yes'])
  const { status, stdout } = await skill([command, 'word-cuont', '--json'])
  expect(status).toBe(4)
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_CLI_SKILL_NOT_FOUND', hint: 'did you mean word-count?' })
})

test('tells a home that can not be written, and is not at fault itself', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 'file'), 'mine')
  const { status, stdout } = await skill(['install', 's', '--yes', '--json', '--home', join(folder, 'file')])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toMatch(/^ERR_STORE_/)
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('mine')
})

test('takes the limits that a manifest leaves open from blufio.toml', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['list'])
  await skill(['install', 's', '--yes'])
  await writeFile(join(folder, 'home', 'blufio.toml'), '[skill]\ndefault_fuel = 77\n')
  expect(JSON.parse((await skill(['info', 'sample', '--json'])).stdout).resources.fuel).toBe('77')
  await writeFile(join(folder, 'home', 'blufio.toml'), '[skill]\ndefault_fule = 77\n')
  expect((await skill(['list'])).status).toBe(2)
})

test('shows a description that would rewrite the terminal harmlessly', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { description: 'x' })
  await skill(['install', 's', '--yes'])
  for (const args of [['info', 'sample'], ['list'], ['remove', '\x1b[2Jx']]) {
    const { stdout, stderr } = await skill(args)
    expect(stdout + stderr).not.toContain('\x1b')
  }
})
