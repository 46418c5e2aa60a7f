import { existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../../sandbox/test/process/child-processes.ts'
import { makeWorkspace, writeSkill } from './workspace.ts'

const ENV = '[capabilities]\nenv = ["GREETING"]\n'

test('prints the answer alone on standard output, and what it used beside it', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['install', 's', '--yes'])
  const { status, stdout, stderr } = await skill(['run', 'sample', '--input', '{"a":[1,"é"]}'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: '{"a":[1,"é"]}\n' })
  expect(stderr).toMatch(/^ok: [\d,]+ fuel, 128 KiB of memory, [\d.]+ m?s\n$/)
})

test('prints the whole result as one JSON value, fuel as a decimal string', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const { stdout, stderr } = await skill(['run', './s', '--input', 'null', '--json'])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    content: 'null',
    isError: false,
    outcome: 'ok',
    usage: {
      fuel: expect.stringMatching(/^\d+$/),
      fuelExact: true,
      peakMemoryBytes: 131_072,
      durationMs: expect.any(Number),
    },
    logs: [],
  })
})

test('tells by function where the fuel went, in the result and beside it', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const plain = await skill(['run', './s', '--input', '[1]', '--json'])
  const { stdout } = await skill(['run', './s', '--input', '[1]', '--json', '--profile'])
  const { profile, usage } = JSON.parse(stdout)
  expect(usage.fuel).toBe(JSON.parse(plain.stdout).usage.fuel)
  const total = profile.reduce((sum: number, { fuel }: { fuel: string }) => sum + Number(fuel), 0)
  expect(`${total}`).toBe(usage.fuel)
  const { stderr } = await skill(['run', './s', '--input', '[1]', '--profile'])
  expect(stderr).toMatch(/^ok: .*\n *fuel +of function\n.* % {2}\d+ run\n$/s)
})

test('runs a skill in a process of its own, and tells the same of it', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const runs = ['worker', 'process'].map((where) =>
    skill(['run', './s', '--input', '[1]', '--json', '--isolation', where]).then(({ stdout }) => JSON.parse(stdout)),
  )
  const [thread, process] = await Promise.all(runs)
  expect(process).toEqual({ ...thread, usage: { ...thread.usage, durationMs: expect.any(Number) } })
  const { status, stderr } = await skill(['run', './s', '--isolation', 'nowhere'])
  expect(status).toBe(2)
  expect(stderr).toContain('worker, process')
})

test.each([
  ['--input', ['--input', '"x"'], '', '"x"'],
  ['a file', ['--input-file', 'in.json'], '', '[1,2]'],
  ['standard input', [], ' {"b": 1} ', '{"b":1}'],
  ['nothing', [], '', 'null'],
  ['plain text', ['--text', '--input', 'a "b"'], '', '"a \\"b\\""'],
  ['plain text of a file', ['--text', '--input-file', 'plain.txt'], '', '"one\\ntwo"'],
  ['plain text on standard input', ['--text'], 'hello', '"hello"'],
])('takes the input from %s', async (_, args, stdin, expected) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 'in.json'), '[1, 2]\n')
  await writeFile(join(folder, 'plain.txt'), 'one\ntwo')
  const { status, stdout } = await skill(['run', './s', '--json', ...args], { stdin })
  expect(status).toBe(0)
  expect(JSON.parse(stdout).content).toBe(expected)
})

test.each([
  [['--input', 'hello'], 2, 'ERR_CLI_INPUT_JSON'],
  [['--input', ''], 2, 'ERR_CLI_INPUT_JSON'],
  [['--input', '1', '--input-file', 'x'], 2, 'ERR_CLI_USAGE'],
  [['--input-file', 'no-such-file'], 4, 'ERR_CLI_FILE_NOT_FOUND'],
  [['--input-file', '.'], 2, 'ERR_CLI_FILE_READ'],
  [['--input', '{"id": 12345678901234567890}'], 2, 'ERR_CLI_INPUT_JSON'],
  [['--input', '[1e400]'], 2, 'ERR_CLI_INPUT_JSON'],
  [['--fuel', '-1'], 2, 'ERR_CLI_USAGE'],
  [['--fuel', '1_'], 2, 'ERR_CLI_USAGE'],
  [['--fuel', '1.5'], 2, 'ERR_CLI_USAGE'],
  [['--fuel', '18446744073709551616'], 2, 'ERR_CLI_USAGE'],
  [['--timeout', '0'], 2, 'ERR_CLI_USAGE'],
  [['--timeout', 'soon'], 2, 'ERR_CLI_USAGE'],
  [['--manifest', 'skill.toml'], 2, 'ERR_CLI_USAGE'],
])('refuses %j', async (args, status, code) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const run = await skill(['run', './s', '--json', ...args])
  expect(JSON.parse(run.stdout).error.code).toBe(code)
  expect(run.status).toBe(status)
})

test.each([
  [['--fuel', '18446744073709551616'], 'is out of range'],
  [['--fuel', '-1'], 'is out of range'],
  [['--fuel', '1_'], 'is no whole number of units'],
  [['--timeout', '1e9'], 'is no number of seconds'],
  [['--timeout', '0'], 'is out of range'],
  [['--input', '12345678901234567890'], 'pass such a number as a string: "12345678901234567890"'],
  [['--input', '{\n"a": b}'], 'quote it for the shell'],
  [['--input-file', 'plain.txt'], 'hint  mend it, or add --text to hand it over as plain text\n'],
  [['--text', '--input-file', 'large.txt'], 'hint  give the skill less input\n'],
])('of %j says: %s', async (args, words) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 'plain.txt'), 'one\ntwo')
  await writeFile(join(folder, 'large.txt'), 'x'.repeat(2_000_000))
  const { status, stderr } = await skill(['run', './s', ...args])
  expect(status).toBe(2)
  expect(stderr).toContain(words)
  expect(stderr).toMatch(/^error [^\n]*\nhint [^\n]*\n$/)
})

test('a log can not be taken for a word of ours', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { body: 'forger' })
  const { stderr } = await skill(['run', './s'])
  expect(stderr).toContain('[skill] info  done\\u{a}error all is lost (ERR_CLI_INTERNAL)\n')
  expect(stderr).not.toMatch(/^error/m)
})

test('a hint of how to approve a run can be pasted', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, "it's"), { manifest: ENV })
  const { stderr } = await skill(['run', "./it's"])
  expect(stderr).toContain("approve it: blufio skill run './it'\\''s' --yes\n")
})

test.each([
  ['endless', ['--fuel', '10_000'], 'out-of-fuel'],
  ['endless', ['--timeout', '0.3', '--fuel', '18446744073709551615'], 'timed-out'],
  ['greedy', [], 'out-of-memory'],
  ['trap', [], 'trapped'],
] as const)('stops a skill that is %s with %j: %s, exit 1', async (body, args, outcome) => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { body })
  const { status, stdout } = await skill(['run', './s', '--json', ...args])
  expect(JSON.parse(stdout)).toMatchObject({ outcome, isError: true })
  expect(status).toBe(1)
  const text = await skill(['run', './s', ...args])
  expect(text).toMatchObject({ status: 1, stdout: '' })
  expect(text.stderr.match(new RegExp(`^${outcome}:`, 'gm'))).toHaveLength(1)
  expect(text.stderr).toMatch(new RegExp(`^${outcome}: .*\\nused .*fuel`))
})

test.skipIf(process.platform === 'win32')('Ctrl-C cancels a run (needs the signals of Unix)', async () => {
  const { skill, folder, home } = await makeWorkspace()
  const manifest = '[capabilities.filesystem]\nread = ["notes"]\nwrite = ["notes"]\n'
  await writeSkill(join(folder, 's'), { body: 'keep', spins: true, manifest })
  await skill(['install', 's', '--yes'])
  const notes = join(home, 'data', 'sample', 'notes')
  await mkdir(notes, { recursive: true })
  const args = ['run', 'sample', '--json', '--input', '1', '--timeout', '300', '--fuel', '18446744073709551615']
  const { status, stdout } = await skill(args, {
    async started(child) {
      await eventually(() => existsSync(join(notes, 'last.json')) || child.exitCode !== null)
      child.kill('SIGINT')
    },
  })
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'cancelled', isError: true })
  expect(status).toBe(1)
})

test('runs a module with the manifest that it is given', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const wasm = join('s', 'skill.wasm')
  const run = await skill(['run', wasm, '--manifest', join('s', 'skill.toml'), '--input', '7'])
  expect(run).toMatchObject({ status: 0, stdout: '7\n' })
  expect(await skill(['run', wasm])).toMatchObject({ status: 2 })
})

test('runs what is packed, from this machine only', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['pack', 's', '--out', 'packed.skill'])
  expect(await skill(['run', 'packed.skill', '--input', '[1]'])).toMatchObject({ status: 0, stdout: '[1]\n' })
  for (const elsewhere of ['https://127.0.0.1:1/packed.skill', 'npm:@acme/packed']) {
    const { status, stdout } = await skill(['run', elsewhere, '--json'])
    expect(status).toBe(4)
    expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_FILE_NOT_FOUND')
  }
})

test('points to a folder of the name when no such skill is installed', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 'sample'))
  const { status, stderr } = await skill(['run', 'sample'])
  expect(status).toBe(4)
  expect(stderr).toContain('blufio skill run ./sample')
})

test('hands over a granted variable once it is approved, and no other', async () => {
  const { skill, folder } = await makeWorkspace()
  const env = { GREETING: 'hello' }
  await writeSkill(join(folder, 'granted'), { name: 'granted', body: 'env', manifest: ENV })
  await writeSkill(join(folder, 'plain'), { name: 'plain', body: 'env' })
  expect(await skill(['run', './granted'], { env })).toMatchObject({ status: 3, stdout: '' })
  expect(await skill(['run', './granted', '--yes'], { env })).toMatchObject({ status: 0, stdout: 'hello\n' })
  expect(await skill(['run', './plain'], { env })).toMatchObject({ status: 0, stdout: 'none\n' })
  await skill(['install', 'granted', '--yes'])
  expect(await skill(['run', 'granted'], { env })).toMatchObject({ status: 0, stdout: 'hello\n' })
  expect(await skill(['run', 'granted'])).toMatchObject({ status: 0, stdout: 'none\n' })
})

test('shows an answer that would rewrite the terminal harmlessly, and whole as JSON', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'), { body: 'ansi' })
  expect((await skill(['run', './s'])).stdout).toBe('\\u{1b}[31mred\n\\u{202e}\n')
  expect(JSON.parse((await skill(['run', './s', '--json'])).stdout).content).toBe('\x1b[31mred\n\u202e')
})

test('refuses to run a module that was changed after it was installed', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  const { wasmPath } = JSON.parse((await skill(['install', 's', '--yes', '--json'])).stdout)
  await writeSkill(join(folder, 'other'), { body: 'ansi' })
  await copyFile(join(folder, 'other', 'skill.wasm'), wasmPath)
  const { status, stdout } = await skill(['run', 'sample', '--json'])
  expect(status).toBe(3)
  expect(JSON.parse(stdout).error.code).toBe('ERR_STORE_CONTENT_CHANGED')
})
