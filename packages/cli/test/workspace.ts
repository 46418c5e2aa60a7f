import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as asc from 'assemblyscript/asc'
import { onTestFinished } from 'vitest'
import { type BlufioRun, blufio, type RunOptions } from './run-blufio.ts'

/** A folder for one test, with a home of its own in it. */
export interface Workspace {
  readonly folder: string
  readonly home: string
  /** Runs `blufio skill …` in the folder. */
  readonly skill: (args: readonly string[], options?: RunOptions) => Promise<BlufioRun>
}

/** Makes a workspace that is removed when the test has ended. */
export async function makeWorkspace(): Promise<Workspace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'blufio-cli-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  const skill: Workspace['skill'] = (args, options = {}) =>
    blufio(['skill', ...args], { cwd: folder, ...options, env: { BLUFIO_HOME: home, ...options.env } })
  return { folder, home, skill }
}

/** Makes the AssemblyScript compiler of this package findable in `project`, as `npm install` would. */
export async function installCompiler(project: string): Promise<void> {
  const compiler = dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json'))
  await mkdir(join(project, 'node_modules'), { recursive: true })
  await symlink(compiler, join(project, 'node_modules', 'assemblyscript'), 'junction')
}

const BINDINGS = `
@external('blufio', 'log') declare function log(level: i32, pointer: usize, length: i32): void
@external('blufio', 'set_output') declare function setOutput(pointer: usize, length: i32): void
@external('blufio', 'get_input_len') declare function inputLength(): i32
@external('blufio', 'get_input') declare function getInput(pointer: usize): void
@external('blufio', 'get_env')
declare function getEnv(key: usize, keyLength: i32, value: usize, valueLength: i32): i32
@external('blufio', 'http_request')
declare function httpRequest(url: usize, urlLength: i32, method: i32, body: usize, bodyLength: i32): i32
@external('blufio', 'read_file')
declare function readFile(path: usize, pathLength: i32, buffer: usize, length: i32): i32
@external('blufio', 'write_file')
declare function writeFile(path: usize, pathLength: i32, data: usize, length: i32): i32
function answer(text: string): void {
  const bytes = String.UTF8.encode(text)
  setOutput(changetype<usize>(bytes), bytes.byteLength)
}
`

/** The bodies of `run` that tests need. */
export const SKILL_BODIES = {
  echo: 'const n = inputLength(); getInput(4096); setOutput(4096, n)',
  endless: 'while (true) {}',
  greedy: 'if (memory.grow(4096) < 0) unreachable()',
  trap: 'unreachable()',
  forger: `
    const words = String.UTF8.encode('done\\nerror all is lost (ERR_CLI_INTERNAL)')
    log(2, changetype<usize>(words), words.byteLength)`,
  ansi: `answer("\\x1b[31mred\\n\\u202e")`,
  env: `
    const key = String.UTF8.encode('GREETING')
    const n = getEnv(changetype<usize>(key), key.byteLength, 8192, 1024)
    if (n < 0) answer('none')
    else setOutput(8192, n)`,
  // Its input is the URL; what is sent back is the answer.
  fetch: `
    const n = inputLength(); getInput(4096)
    const status = httpRequest(4097, n - 2, 0, 0, 0)
    if (status < 0) answer(status.toString())`,
  // Its input is what it keeps until the next run; the answer is what it had kept.
  keep: `
    const path = String.UTF8.encode('notes/last.json')
    const n = inputLength(); getInput(4096)
    const kept = readFile(changetype<usize>(path), path.byteLength, 8192, 1024)
    if (kept < 0) answer('nothing')
    else setOutput(8192, kept)
    const failed = writeFile(changetype<usize>(path), path.byteLength, 4096, n)
    if (failed != 0) answer(failed.toString())`,
} as const

/** What a skill written by {@link writeSkill} says of itself. */
export interface SkillSketch {
  readonly name?: string
  readonly body?: keyof typeof SKILL_BODIES
  /** Whether it never ends once it has done that. */
  readonly spins?: boolean
  /** More of its manifest, after `[skill]`. */
  readonly manifest?: string
  readonly description?: string
}

/** Writes a built skill into the new folder `folder`. */
export async function writeSkill(folder: string, sketch: SkillSketch = {}): Promise<void> {
  const { name = 'sample', body = 'echo', spins = false, manifest = '', description = 'A sample' } = sketch
  const source = `${BINDINGS}\nexport function run(): void { ${SKILL_BODIES[body]}; while (${spins}) {} }`
  const { binary, stderr } = await asc.compileString(source, { runtime: 'stub', initialMemory: 2, use: ['abort='] })
  if (!binary) throw new Error(stderr.toString())
  await mkdir(folder, { recursive: true })
  const toml = `[skill]\nname = "${name}"\nversion = "1.2.3"\ndescription = ${JSON.stringify(description)}\n${manifest}`
  await writeFile(join(folder, 'skill.toml'), toml)
  await writeFile(join(folder, 'skill.wasm'), binary)
}
