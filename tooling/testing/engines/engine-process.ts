import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'

/** An engine that runs. */
export interface EngineProcess {
  readonly child: ChildProcess
  /** How it ended, in words; also that it did not in time. */
  readonly end: Promise<string>
  /** Kills it, and the processes that it started, and waits for that. */
  readonly kill: () => Promise<void>
}

/** Starts the program `path`, which has `timeoutMs` to come to its end. */
export function startEngine(
  path: string,
  {
    args,
    cwd,
    timeoutMs,
    stdio = 'ignore',
  }: {
    readonly args: readonly string[]
    readonly cwd: string
    readonly timeoutMs: number
    readonly stdio?: StdioOptions
  },
): EngineProcess {
  // Without what the runner of this test left there: it would change how a Node runs.
  const { NODE_OPTIONS: _options, ...env } = process.env
  // In a group of its own: a browser is many processes, which must not outlive the test.
  const child = spawn(path, args, { cwd, env, detached: true, stdio })
  return { child, end: endOf(child, timeoutMs), kill: () => endGroup(child) }
}

/** Rejects when `engine` has ended before its page has answered, or takes too long. */
export async function unanswered({ child, end }: EngineProcess): Promise<never> {
  const reason = await end
  // A program that ends after it has answered is given time for that answer to arrive.
  await new Promise((resolve) => setTimeout(resolve, 1000).unref())
  throw new Error(`${child.spawnfile} ${reason} and gave no answer`)
}

function endOf(child: ChildProcess, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`came to no end in ${timeoutMs} ms`), timeoutMs).unref()
    child.once('error', (error) => resolve(`can't be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`))
  })
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await ended
}
