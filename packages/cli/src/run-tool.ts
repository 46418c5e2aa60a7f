import { spawn } from 'node:child_process'
import { cliError } from './cli-error.ts'
import { isSystemError } from './skill-files.ts'

/** A program of the user's toolchain. */
export interface Tool {
  readonly program: string
  readonly args: readonly string[]
  /** What to do when the program is not there. */
  readonly missing: string
}

/** What a program came to. */
export interface ToolRun {
  readonly succeeded: boolean
  readonly stdout: string
}

/**
 * Runs a program in `folder` and waits for it; what it writes to standard error is shown there, and so is its standard
 * output, unless `capture` asks for it. Throws `ERR_CLI_TOOL_MISSING`.
 */
export function runTool(
  { program, args, missing }: Tool,
  folder: string,
  { capture = false }: { readonly capture?: boolean } = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    // Its words go to standard error: standard output is for our result.
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', capture ? 'pipe' : 2, 2], windowsHide: true })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (cause) => {
      if (!isSystemError(cause, 'ENOENT')) return reject(cause)
      reject(cliError('ERR_CLI_TOOL_MISSING', `${program} is not installed`, { hint: missing, cause }))
    })
    child.on('close', (code) => resolve({ succeeded: code === 0, stdout: Buffer.concat(output).toString('utf8') }))
  })
}
