import type { SkillResult } from '@blufio/core'
import type { Executor } from '../executor.ts'
import { CANCELLED, failedResult, type Verdict } from '../outcome.ts'
import type { WorkerThread } from '../platform/platform.ts'
import type { PreparedSkill } from '../prepare.ts'
import { RewriteError, type RewriteErrorCode } from '../rewriter/rewrite-error.ts'
import { SandboxError } from '../sandbox-error.ts'
import { LOADING, type QueueLimits } from './fair-queue.ts'
import type { Job, JobEnd } from './job.ts'
import type { HostMessage, Refusal } from './protocol.ts'
import { type PoolSize, WorkerPool } from './worker-pool.ts'

/** How long after its deadline a run's worker is killed; the guest's own checks end it long before. */
const BACKSTOP_MS = 500

/** How a pool of workers is used. */
export interface WorkerExecutorOptions extends QueueLimits, PoolSize {
  readonly loadTimeoutMs: number
  /** Whether compiled modules can be posted to the workers. */
  readonly postsModules: boolean
}

/** Compiles and runs guests on a pool of workers: the caller's thread never waits for one. */
export function workerExecutor(startWorker: () => WorkerThread, options: WorkerExecutorOptions): Executor {
  const { loadTimeoutMs: patienceMs, postsModules } = options
  const pool = new WorkerPool(startWorker, options, options)
  const keys = new WeakMap<PreparedSkill, number>()
  const forgotten = new WeakSet<PreparedSkill>()
  let lastJob = 0
  let lastKey = 0

  const submit = (job: Omit<Job, 'end'>): Promise<JobEnd> => new Promise((end) => pool.submit({ ...job, end }))
  const keyOf = (skill: PreparedSkill): number => {
    const key = keys.get(skill) ?? ++lastKey
    keys.set(skill, key)
    return key
  }

  return {
    async prepare(request) {
      const id = nextJob()
      const messages = (): HostMessage[] => [{ kind: 'prepare', job: id, request, asBytes: !postsModules }]
      const end = await submit({
        id,
        name: LOADING,
        bytes: request.wasm.length,
        messages,
        patienceMs,
        signal: undefined,
      })
      if (end.kind === 'answered' && end.answer.kind === 'prepared') return end.answer.skill
      throw prepareError(end, patienceMs)
    },

    async run(skill, name, request, { signal, onStart, perform, onProgress } = {}) {
      const id = nextJob()
      const key = keyOf(skill)
      const messages: Job['messages'] = ({ knows }) => {
        onStart?.()
        const asked = onProgress === undefined ? request : { ...request, progress: true }
        const run: HostMessage = { kind: 'run', job: id, key, request: asked }
        if (knows.has(key)) return [run]
        const load: HostMessage = { kind: 'load', key, skill }
        // One that was replaced while this run waited is not run again.
        if (forgotten.has(skill)) return [load, run, { kind: 'forget', key }]
        knows.add(key)
        return [load, run]
      }
      const { timeoutMs } = skill.settings
      const startedAt = performance.now()
      const end = await submit({
        ...{ id, name, messages, signal, perform, onProgress },
        bytes: request.input.length + (request.replay?.calls.length ?? 0),
        patienceMs: timeoutMs + BACKSTOP_MS,
      })
      if (end.kind === 'answered' && end.answer.kind === 'done') return end.answer.result
      return resultWithoutAnswer(end, { name, timeoutMs, durationMs: performance.now() - startedAt })
    },

    forget(skill) {
      forgotten.add(skill)
      const key = keys.get(skill)
      if (key !== undefined) pool.forget(key)
    },

    close: (drain) => pool.close(drain),
  }

  /** Numbers as 32 bits hold them; 0 is none. */
  function nextJob(): number {
    lastJob = lastJob === 0x7fff_ffff ? 1 : lastJob + 1
    return lastJob
  }
}

function prepareError(end: JobEnd, patienceMs: number): Error {
  if (end.kind === 'answered' && end.answer.kind === 'refused') return restore(end.answer.refusal)
  if (end.kind === 'overdue') {
    return new SandboxError('ERR_SKILL_LOAD_TIMEOUT', `the module was not compiled within ${patienceMs} ms`, {
      hint: 'use a smaller module, or raise loadTimeoutMs',
    })
  }
  if (end.kind === 'cancelled') {
    return new SandboxError('ERR_RUNTIME_CLOSED', 'the runtime was closed while the skill was loaded')
  }
  if (end.kind === 'crashed' && end.begun) {
    return new SandboxError('ERR_SKILL_LOAD_CRASH', `compiling the module brought its worker down: ${end.reason}`, {
      hint: 'do not trust this module: it can end the whole process where skills do not run in processes of their own',
    })
  }
  return workerFailure(end)
}

/** The error that a worker told of. */
function restore({ code, message, offset, ...options }: Refusal): Error {
  if (!isRewriteErrorCode(code)) return new SandboxError(code, message, options)
  return RewriteError.restore(code, message, offset === undefined ? options : { ...options, offset })
}

function isRewriteErrorCode(code: Refusal['code']): code is RewriteErrorCode {
  return code.startsWith('ERR_WASM_')
}

/** What to report of a run whose worker was killed or died: its logs are lost, and what it used last is not known. */
function resultWithoutAnswer(
  end: JobEnd,
  { name, timeoutMs, durationMs }: { name: string; timeoutMs: number; durationMs: number },
): SkillResult {
  if (end.kind === 'busy') {
    throw new SandboxError('ERR_BUSY', `${end.waiting} runs wait already, no more are taken for skill '${name}'`, {
      hint: 'wait for some to end, or raise maxQueued, maxQueuedPerSkill or maxQueuedBytes',
    })
  }
  const verdict = verdictWithoutAnswer(end, timeoutMs)
  if (verdict === undefined || !('fuel' in end)) throw workerFailure(end)
  return failedResult(verdict, { fuel: end.fuel, durationMs })
}

function verdictWithoutAnswer(end: JobEnd, timeoutMs: number): Verdict | undefined {
  if (end.kind === 'overdue') {
    return { outcome: 'timed-out', content: `the skill ran for longer than its ${timeoutMs / 1000} s and was killed` }
  }
  if (end.kind === 'cancelled') return CANCELLED
  if (end.kind !== 'crashed' || !end.begun) return undefined
  return { outcome: 'trapped', content: `the skill brought its worker down: ${end.reason}` }
}

function workerFailure(end: JobEnd): SandboxError {
  const reason =
    end.kind === 'crashed'
      ? end.reason
      : end.kind === 'answered' && end.answer.kind === 'failed'
        ? end.answer.reason
        : end.kind
  return new SandboxError('ERR_WORKER_FAILED', `a worker failed: ${reason}`, {
    hint: "where workers can't be started, use isolation 'inline', or name the worker's file by workerUrl",
  })
}
