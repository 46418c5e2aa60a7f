import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingRust } from '../../../tooling/rust/missing-rust.ts'
import { installCompiler, makeWorkspace, type Workspace } from './workspace.ts'

async function newProject(template: string): Promise<Workspace & { readonly project: string }> {
  const workspace = await makeWorkspace()
  expect((await workspace.skill(['init', 'x', '--template', template])).status).toBe(0)
  return { ...workspace, project: join(workspace.folder, 'x') }
}

test('builds with the compiler of the project and runs what it built', { timeout: 60_000 }, async () => {
  const { skill, project } = await newProject('assemblyscript')
  await installCompiler(project)
  const { status, stdout } = await skill(['build', '--json'], { cwd: project })
  expect(status).toBe(0)
  const { file, bytes } = JSON.parse(stdout)
  expect(file).toBe(join(project, 'skill.wasm'))
  expect((await stat(file)).size).toBe(bytes)
  const run = await skill(['run', './x', '--text', '--input', 'the quick brown fox'])
  expect(run).toMatchObject({ status: 0, stdout: '{"words":4,"longest":"quick"}\n' })
  expect(run.stderr).toContain('info  counted 4 words')
})

test('finds a compiler in a folder above, as npm does', { timeout: 60_000 }, async () => {
  const { skill, folder } = await newProject('assemblyscript')
  await installCompiler(folder)
  expect(await skill(['build', 'x'])).toMatchObject({ status: 0 })
})

test('puts the module where the manifest says', { timeout: 60_000 }, async () => {
  const { skill, project } = await newProject('assemblyscript')
  await installCompiler(project)
  const toml = await readFile(join(project, 'skill.toml'), 'utf8')
  await writeFile(join(project, 'skill.toml'), toml.replace('"skill.wasm"', '"out/made.wasm"'))
  expect((await skill(['build', 'x'])).status).toBe(0)
  expect((await stat(join(project, 'out', 'made.wasm'))).isFile()).toBe(true)
})

test('says what to install when the compiler is missing', async () => {
  const { skill } = await newProject('assemblyscript')
  const { status, stderr } = await skill(['build', 'x'])
  expect(status).toBe(2)
  expect(stderr).toContain('ERR_CLI_TOOL_MISSING')
  expect(stderr).toContain("run 'npm install'")
})

test('builds with cargo what then runs', { timeout: 120_000 }, async (context) => {
  const missing = missingRust()
  if (missing !== undefined) context.skip(missing)
  const { skill, folder } = await newProject('rust')
  const { status, stdout, stderr } = await skill(['build', 'x', '--json'])
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('Compiling') })
  expect(JSON.parse(stdout)).toMatchObject({ name: 'x', toolchain: 'cargo', file: join(folder, 'x', 'skill.wasm') })
  expect(await skill(['run', './x', '--input', '"a bc"'])).toMatchObject({ stdout: '{"words":2,"longest":"bc"}\n' })
})

test('says what to install when cargo is missing', async () => {
  const { skill } = await newProject('rust')
  const { status, stdout } = await skill(['build', 'x', '--json'], { env: { CARGO: 'no-such-cargo' } })
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'ERR_CLI_TOOL_MISSING',
    hint: expect.stringContaining('rustup'),
  })
})

const TOOL_TROUBLES = [
  [
    'a linker that is missing',
    { cargo: 'echo "error: linker `rust-lld` not found" >&2; exit 101', rustc: 'exit 0' },
    'ERR_CLI_TOOL_MISSING',
    'install lld (Debian: lld), or set CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER',
  ],
  [
    'a target that is missing',
    { cargo: 'echo "error: can not find crate for std" >&2; exit 101', rustc: 'echo /no/such/folder' },
    'ERR_CLI_TOOL_MISSING',
    'rustup target add wasm32-unknown-unknown',
  ],
  [
    'a rustup without a toolchain',
    { cargo: 'echo "error: rustup could not choose a version" >&2; exit 1', rustc: 'exit 1' },
    'ERR_CLI_BUILD_FAILED',
    'mend what it says above',
  ],
] as const

test.skipIf(process.platform === 'win32').each(TOOL_TROUBLES)(
  'tells %s from a mistake in the project (needs sh)',
  async (_, { cargo, rustc }, code, hint) => {
    const { skill, folder } = await newProject('rust')
    for (const [name, script] of Object.entries({ cargo, rustc: `${rustc}; echo twice >&2` })) {
      await writeFile(join(folder, name), `#!/bin/sh\n${script.replaceAll('`', '\\`')}\n`, { mode: 0o755 })
    }
    const env = { CARGO: join(folder, 'cargo'), RUSTC: join(folder, 'rustc') }
    const { status, stdout, stderr } = await skill(['build', 'x', '--json'], { env })
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({ code, hint })
    expect(stderr.match(/^.+$/gm)).toEqual([expect.stringMatching(/^error: /)])
  },
)

test('shows what the compiler says of a mistake, and leaves the old module', { timeout: 60_000 }, async () => {
  const { skill, project } = await newProject('assemblyscript')
  await installCompiler(project)
  await writeFile(join(project, 'skill.wasm'), 'old')
  await writeFile(join(project, 'assembly', 'index.ts'), 'export function run(): void { nothing() }')
  const { status, stdout, stderr } = await skill(['build', 'x', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_BUILD_FAILED')
  expect(stderr).toContain("Cannot find name 'nothing'")
  expect(await readFile(join(project, 'skill.wasm'), 'utf8')).toBe('old')
})

test('refuses a module that starts above its memory limit', { timeout: 60_000 }, async () => {
  const { skill, project } = await newProject('assemblyscript')
  await installCompiler(project)
  const config = JSON.parse(await readFile(join(project, 'asconfig.json'), 'utf8'))
  config.options.initialMemory = 512
  await writeFile(join(project, 'asconfig.json'), JSON.stringify(config))
  const { status, stdout } = await skill(['build', 'x', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toBe('ERR_WASM_MEMORY_LIMIT')
})

test('refuses a folder without a manifest as not found, and one without a project', async () => {
  const { skill, folder } = await makeWorkspace()
  expect((await skill(['build'])).status).toBe(4)
  await mkdir(join(folder, 'x'))
  await writeFile(join(folder, 'x', 'skill.toml'), '[skill]\nname = "x"\nversion = "1.0.0"\ndescription = "x"\n')
  const { status, stderr } = await skill(['build', 'x'])
  expect(status).toBe(2)
  expect(stderr).toContain('ERR_CLI_NO_PROJECT')
})
