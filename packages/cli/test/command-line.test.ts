import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BLUFIO, blufio } from './run-blufio.ts'
import { makeWorkspace, writeSkill } from './workspace.ts'

const COMMANDS = [
  'init',
  'build',
  'install',
  'list',
  'info',
  'run',
  'update',
  'approve',
  'remove',
  'verify',
  'keygen',
  'sign',
  'log',
]

const PUBLISHER_COMMANDS = ['list', 'pin', 'unpin']

test.each([
  [],
  ['skill'],
  ...COMMANDS.map((command) => ['skill', command]),
  ['publisher'],
  ...PUBLISHER_COMMANDS.map((command) => ['publisher', command]),
])('%s %s has help with an example', async (...path) => {
  const { status, stdout, stderr } = await blufio([...path, '--help'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain(`Usage: ${['blufio', ...path].join(' ')}`)
  expect(stdout).toMatch(/Example:\n {2}.*blufio (?:skill|publisher) /)
})

test.each(COMMANDS)('skill %s takes --json and --home', async (command) => {
  const { stdout } = await blufio(['skill', command, '--help'])
  expect(stdout).toContain('--json')
  expect(stdout).toContain('--home <dir>')
})

test('prints its version', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(await blufio(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

test.each([
  [[]],
  [['skill']],
  [['frobnicate']],
  [['skill', 'frobnicate']],
  [['skill', 'list', '--frobnicate']],
  [['skill', 'list', 'too', 'many']],
  [['skill', 'run']],
  [['skill', 'list', '--home', '']],
])('calls %j wrong usage', async (args) => {
  const { status, stdout, stderr } = await blufio(args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('ERR_CLI_USAGE')
  expect(stderr).toContain('--help')
})

test.each([
  [['skill', 'run'], 'see blufio skill run --help'],
  [['skill', 'list', '--jsn'], 'did you mean --json? See blufio skill list --help'],
  [['skill', 'rnu'], 'did you mean run? See blufio skill --help'],
  [['run', 'x'], 'did you mean: blufio skill run? See blufio skill run --help'],
  [['skill', 'list', '--a\nb'], 'see blufio skill list --help'],
])('after %j hints: %s', async (args, hint) => {
  const { stderr } = await blufio(args)
  expect(stderr).toMatch(/^error [^\n]* \(ERR_CLI_USAGE\)\nhint {2}[^\n]*\n$/)
  expect(stderr).toContain(`hint  ${hint}\n`)
})

test('tells wrong usage as one JSON value', async () => {
  const { status, stdout, stderr } = await blufio(['skill', 'list', '--frobnicate', '--json'])
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'ERR_CLI_USAGE', message: "unknown option '--frobnicate'", hint: expect.stringContaining('--help') },
  })
})

test('a reader that closes the pipe is no error', async () => {
  const { folder } = await makeWorkspace()
  const child = spawn(process.execPath, [BLUFIO, 'skill', 'list', '--json', '--home', join(folder, 'home')])
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(stderr).toBe('')
})

test.skipIf(!existsSync('/dev/full'))(
  'tells when its result can not be written (needs /dev/full of Linux)',
  async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [BLUFIO, 'skill', '--help'], { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    let stderr = ''
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
    })
    expect(await once(child, 'close')).toEqual([2, null])
    expect(stderr).toMatch(/standard output can't be written.*ERR_CLI_FILE_WRITE/)
  },
)

test('--home goes before BLUFIO_HOME', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['install', 's', '--yes', '--home', 'other'])
  expect((await skill(['list'])).stdout).toBe('')
  expect((await skill(['list', '--home', 'other'])).stdout).toContain('sample')
})

test('prints no colours into a file, whatever FORCE_COLOR says', async () => {
  const { stderr } = await blufio(['skill', 'frobnicate'], { env: { FORCE_COLOR: '1' } })
  expect(stderr).not.toContain('\x1b')
})
