import { type SpawnOptions, spawn } from 'node:child_process'
import { cliError } from './cli-error.ts'
import { isSystemError } from './skill-files.ts'

/** A program of the user's toolchain. */
export interface Tool {
  readonly program: string
  readonly args: readonly string[]
  /** What to do when the program is not there. */
  readonly missing: string
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** What a program came to. */
export interface ToolRun {
  readonly succeeded: boolean
  /** What was captured, and else empty. */
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program in `folder` and waits for it. What it writes is shown on standard error, unless `capture` asks for it:
 * its standard output is then kept, and its standard error kept and shown, or with `quietly` kept only.
 * Throws `ERR_CLI_TOOL_MISSING`.
 */
export function runTool(
  { program, args, missing, env = {} }: Tool,
  folder: string,
  { capture }: { readonly capture?: 'aloud' | 'quietly' } = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    // Its words go to standard error: standard output is for our result.
    const stream = capture ? 'pipe' : 2
    const options = { cwd: folder, stdio: ['ignore', stream, stream], windowsHide: true } satisfies SpawnOptions
    const child = spawn(program, args, { ...options, env: { ...process.env, ...env } })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr.push(chunk)
      if (capture === 'aloud') process.stderr.write(chunk)
    })
    child.on('error', (cause) => {
      if (!isSystemError(cause, 'ENOENT')) return reject(cause)
      reject(cliError('ERR_CLI_TOOL_MISSING', `${program} is not installed`, { hint: missing, cause }))
    })
    child.on('close', (code) => resolve({ succeeded: code === 0, stdout: textOf(stdout), stderr: textOf(stderr) }))
  })
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
