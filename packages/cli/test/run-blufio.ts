import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built program. */
export const BLUFIO: string = fileURLToPath(new URL('../dist/blufio.js', import.meta.url))

/** What a run of the program showed. */
export interface BlufioRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How the program is run. */
export interface RunOptions {
  readonly cwd?: string
  /** What it reads on standard input; nothing by default. */
  readonly stdin?: string
  /** Beside PATH and what the toolchains need. */
  readonly env?: Readonly<Record<string, string>>
  /** Called once the process is there. */
  readonly started?: (child: ChildProcess) => unknown
}

const INHERITED = /^(?:PATH|HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|CARGO.*|RUST.*)$/i

/** Runs the built program as a process of its own, as a user's shell would. */
export function blufio(args: readonly string[], options: RunOptions = {}): Promise<BlufioRun> {
  const inherited = Object.entries(process.env).filter(([key]) => INHERITED.test(key))
  const env = { ...Object.fromEntries(inherited), ...options.env }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BLUFIO, ...args], { cwd: options.cwd, env })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        output[name] += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...output }))
    child.stdin.on('error', () => {}).end(options.stdin ?? '')
    options.started?.(child)
  })
}
