import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What came of running a program. */
export interface ProgramRun {
  /** What it gave, as data. */
  readonly output: unknown
  /** Units of fuel as decimals, when it was metered: by instantiations, and in all. */
  readonly startup?: string
  readonly fuel?: string
}

const SCRIPT = fileURLToPath(new URL('./run-program.ts', import.meta.url))
const run = promisify(execFile)

/** Calls `use` with a new folder for one program, which is removed afterwards. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'npm-program-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs a program in a process of its own, as run-program.ts says; `metered` needs a run of another kind before it. */
export async function runProgram(
  name: string,
  mode: 'plain' | 'recorded' | 'metered',
  folder: string,
): Promise<ProgramRun> {
  await run(process.execPath, [SCRIPT, name, mode, folder])
  return JSON.parse(await readFile(join(folder, `${mode}.json`), 'utf8'))
}

/** A digest of the modules that a program compiled, and one of what it gave. */
export async function digestsOf(folder: string, { output }: ProgramRun): Promise<{ modules: string; output: string }> {
  const modules = (await readdir(folder)).filter((file) => file.endsWith('.wasm')).toSorted()
  return { modules: sha256(modules.join()), output: sha256(JSON.stringify(output)) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
