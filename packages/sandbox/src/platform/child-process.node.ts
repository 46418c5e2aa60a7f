import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canSuspend } from '../rewriter/suspending.ts'
import { PipedCalls } from '../worker/piped-calls.node.ts'
import { FileStatus } from './file-status.node.ts'
import type { ChannelLimits, WorkerThread } from './platform.ts'

/** The most of what an engine says at its end that is kept, in characters. */
const MAX_LAST_WORDS = 2_048
/** The places among the child's descriptors, behind standard input, output, error and the channel. */
const STATUS_DESCRIPTOR = 4
const CALLS_DESCRIPTOR = 5

/**
 * Starts a process of the same runtime that serves the protocol of worker/protocol.ts. It inherits no environment and no
 * flags, may read its own file and nothing else where the runtime can say so, and nothing that it prints is seen.
 */
export function startProcess(entry: URL, { maxCallBytes }: ChannelLimits): WorkerThread {
  const path = realpath(fileURLToPath(entry))
  const status = FileStatus.create()
  const descriptors = [status && STATUS_DESCRIPTOR, canSuspend ? undefined : CALLS_DESCRIPTOR]
  const args = [...permissions(path), path, ...descriptors.map((descriptor) => String(descriptor ?? '-'))]
  const child = spawn(process.execPath, args, {
    // Bun reads settings and an environment from files of the folder that it is started in.
    cwd: dirname(path),
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', status?.descriptor ?? 'ignore', canSuspend ? 'ignore' : 'pipe'],
    windowsHide: true,
  })
  const lastWords = keepLastWords(child)
  offerToKernel(child)
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(reason(signal ?? `status ${code}`, lastWords())))
  })
  keepAlive(child, false)
  const pipe = callsPipe(child)
  const calls = pipe && new PipedCalls(pipe, maxCallBytes)
  return {
    ...(status && { status }),
    ...(calls && { answers: calls }),
    // That it could not be sent is told by the end of the process; one that could not be started has no way to send.
    post(message) {
      if (child.connected) child.send(message as object, () => {})
    },
    listen(onMessage, onFailure) {
      child.on('message', onMessage)
      calls?.listen(onMessage, onFailure)
      void ended.then((why) => {
        // First: what is asked then is in the status.
        onFailure(why)
        status?.close()
      })
    },
    keepAlive: (busy) => keepAlive(child, busy),
    async terminate() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** What is not there is told by the process that can't be started from it. */
function realpath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** The flags by which a runtime lets the process read its own file, and start nothing. Bun has none. */
function permissions(path: string): string[] {
  if ('deno' in process.versions) {
    // Its own node:process can't be used without the environment, which is empty.
    return ['run', '--no-prompt', '--no-config', '--allow-env', `--allow-read=${path}`]
  }
  const flags = ['--permission', '--experimental-permission']
  const flag = flags.find((candidate) => process.allowedNodeEnvironmentFlags.has(candidate))
  return flag === undefined || 'bun' in process.versions
    ? []
    : [flag, ...readable(path).map((file) => `--allow-fs-read=${file}`)]
}

/** The file, and where Node 20 looks for what kind of module it is. */
function readable(path: string): string[] {
  const files = [path]
  let folder = path
  do {
    folder = dirname(folder)
    files.push(join(folder, 'package.json'))
  } while (!existsSync(files.at(-1) ?? '') && folder !== dirname(folder))
  return files
}

/** What a runtime can't start without, on systems that have it. */
const NEEDED = ['SystemRoot', 'LD_LIBRARY_PATH'] as const

function environment(): Record<string, string> {
  const needed = NEEDED.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(needed), NO_COLOR: '1' }
}

/** Of what the process says on standard error, the last, as a function that tells it. */
function keepLastWords(child: ChildProcess): () => string {
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MAX_LAST_WORDS)
  })
  return () => words
}

/** Why the process ended: by a signal or with a status, and the line in which its engine says why. */
function reason(how: string, lastWords: string): string {
  const lines = lastWords.split('\n').map((line) => line.replace(/^[#\s]+|[^\P{C}]/gu, ''))
  const fatal = lines.find((line) => /fatal|panic|error/i.test(line))
  return `its process ended by ${how}${fatal === undefined ? '' : `: ${fatal}`}`
}

/** Where memory runs out, the kernel of Linux is to end this process and not its host. */
function offerToKernel({ pid }: ChildProcess): void {
  if (process.platform === 'linux' && pid !== undefined) writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => {})
}

/** There is none where guests are suspended. */
function callsPipe({ stdio }: ChildProcess): Socket | null | undefined {
  return (stdio as readonly (Socket | null | undefined)[])[CALLS_DESCRIPTOR]
}

function keepAlive(child: ChildProcess, busy: boolean): void {
  for (const handle of [child, child.channel, child.stderr, callsPipe(child)] as (Socket | null)[]) {
    if (busy) handle?.ref?.()
    else handle?.unref?.()
  }
}
