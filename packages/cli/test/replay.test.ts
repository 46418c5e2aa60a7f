import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

/** A workspace with the trace of a run that read an environment variable. */
async function recorded(): Promise<Workspace & { readonly trace: string; readonly output: string }> {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  await writeSkill(join(folder, 's'), { body: 'env', manifest: '[capabilities]\nenv = ["GREETING"]\n' })
  await skill(['install', 's', '--yes'])
  const { status, stdout } = await skill(['run', 'sample', '--fuel', '1234567', '--record', 'trace.json', '--json'], {
    env: { GREETING: 'hello' },
  })
  expect(status).toBe(0)
  return { ...workspace, trace: join(folder, 'trace.json'), output: stdout }
}

test.each([
  ['the installed skill', []],
  ['the skill in a folder', ['./s']],
  ['a module with its manifest', ['s/skill.wasm', '--manifest', 's/skill.toml']],
])('a recorded run gives the same result again, without its environment, with %s', async (_, which) => {
  const { skill, output } = await recorded()
  const replay = await skill(['replay', 'trace.json', ...which, '--json'])
  expect(replay).toMatchObject({ status: 0, stderr: '' })
  const { usage, ...result } = JSON.parse(replay.stdout)
  const { usage: usedThen, ...then } = JSON.parse(output)
  expect(result).toEqual(then)
  expect(usage.fuel).toBe(usedThen.fuel)
  expect(result).toEqual({ content: 'hello', isError: false, outcome: 'ok', logs: [] })
  expect((await skill(['replay', 'trace.json'])).stdout).toBe('hello\n')
})

test('a trace is read by its owner only', async (context) => {
  if (process.platform === 'win32') context.skip('needs the permissions of POSIX')
  const { trace } = await recorded()
  expect((await stat(trace)).mode & 0o777).toBe(0o600)
})

test('a run that fails is recorded, and fails again', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { body: 'endless' })
  expect((await skill(['run', './s', '--fuel', '1000', '--record', 'trace.json'])).status).toBe(1)
  const { status, stdout } = await skill(['replay', 'trace.json', './s', '--json'])
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'out-of-fuel', usage: { fuel: '1000' } })
})

test('a changed trace tells at which call it diverges', async () => {
  const { skill, trace } = await recorded()
  await writeFile(trace, (await readFile(trace, 'utf8')).replace('"text":"hello"', '"text":"jello"'))
  const { status, stdout } = await skill(['replay', 'trace.json', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_REPLAY_DIVERGED', call: 1 })
})

test.each([
  ['nowhere.json', '', 4, 'ERR_CLI_FILE_NOT_FOUND'],
  ['trace.json', '{', 2, 'ERR_CLI_INPUT_JSON'],
  ['trace.json', 'null', 2, 'ERR_CLI_USAGE'],
  ['trace.json', '{"skill":{"name":"../x"}}', 2, 'ERR_CLI_USAGE'],
  ['trace.json', '{"skill":{"name":"nobody"}}', 4, 'ERR_CLI_SKILL_NOT_FOUND'],
  ['trace.json', '{"skill":{"name":"sample"}}', 2, 'ERR_REPLAY_TRACE'],
])('refuses %s that holds %j', async (file, text, status, code) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['install', 's', '--yes'])
  await writeFile(join(folder, 'trace.json'), text)
  const replay = await skill(['replay', file, '--json'])
  expect(JSON.parse(replay.stdout).error.code).toBe(code)
  expect(replay.status).toBe(status)
})

test('a skill of another name than the trace is refused as such', async () => {
  const { skill, folder } = await recorded()
  await writeSkill(join(folder, 'other'), { name: 'other' })
  const { status, stdout } = await skill(['replay', 'trace.json', './other', '--json'])
  expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_USAGE')
  expect(status).toBe(2)
})

test.each([
  ['in a folder that is not there', 'no/such/trace.json'],
  ['that is a folder', 's'],
])('a trace %s is refused before the skill runs', async (_, file) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const { status, stdout, stderr } = await skill(['run', './s', '--input', '1', '--record', file])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('ERR_CLI_FILE_WRITE')
  expect(await readdir(folder)).toEqual(['s'])
})
