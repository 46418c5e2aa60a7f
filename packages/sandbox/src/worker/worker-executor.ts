import type { SkillOutcome, SkillResult } from '@blufio/core'
import type { Executor } from '../executor.ts'
import type { Platform } from '../platform/platform.ts'
import type { MeteredModule } from '../rewriter/metered-module.ts'
import { RewriteError, type RewriteErrorCode } from '../rewriter/rewrite-error.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Job, JobEnd } from './job.ts'
import type { HostMessage, Refusal } from './protocol.ts'
import { WorkerPool } from './worker-pool.ts'

/** How long after its deadline a run's worker is killed; the guest's own checks end it long before. */
const BACKSTOP_MS = 500

/** Compiles and runs guests on a pool of threads: the caller's thread never waits for one. */
export function workerExecutor(platform: Platform, options: { workers: number; loadTimeoutMs: number }): Executor {
  const pool = new WorkerPool(platform, options.workers)
  const keys = new WeakMap<MeteredModule, number>()
  const forgotten = new WeakSet<MeteredModule>()
  let lastJob = 0
  let lastKey = 0

  const submit = (job: Pick<Job, 'message' | 'patienceMs' | 'signal'>, id: number): Promise<JobEnd> =>
    new Promise((end) => pool.submit({ ...job, id, end }))

  return {
    async prepare(request) {
      const job = ++lastJob
      const patienceMs = options.loadTimeoutMs
      const message = (): HostMessage => ({ kind: 'prepare', job, request })
      const end = await submit({ message, patienceMs, signal: undefined }, job)
      if (end.kind === 'answered' && end.answer.kind === 'prepared') return end.answer.module
      throw prepareError(end, patienceMs)
    },

    async run(module, request, signal) {
      const key = keys.get(module) ?? ++lastKey
      keys.set(module, key)
      const job = ++lastJob
      const message: Job['message'] = ({ knows, cancelled }) => {
        const known = knows.has(key)
        const keep = !forgotten.has(module)
        if (keep) knows.add(key)
        return {
          ...{ kind: 'run', job, key, keep, request },
          ...(known ? {} : { module }),
          ...(cancelled === undefined ? {} : { cancelled }),
        }
      }
      const startedAt = performance.now()
      const end = await submit({ message, patienceMs: request.timeoutMs + BACKSTOP_MS, signal }, job)
      if (end.kind === 'answered' && end.answer.kind === 'done') return end.answer.result
      return resultWithoutAnswer(end, { timeoutMs: request.timeoutMs, durationMs: performance.now() - startedAt })
    },

    forget(module) {
      forgotten.add(module)
      const key = keys.get(module)
      if (key !== undefined) pool.forget(key)
    },

    close: () => pool.close(),
  }
}

function prepareError(end: JobEnd, patienceMs: number): Error {
  if (end.kind === 'answered' && end.answer.kind === 'refused') {
    return restore(end.answer.refusal)
  }
  if (end.kind === 'overdue') {
    return new SandboxError('ERR_SKILL_LOAD_TIMEOUT', `the module was not compiled within ${patienceMs} ms`, {
      hint: 'use a smaller module, or raise loadTimeoutMs',
    })
  }
  if (end.kind === 'cancelled')
    return new SandboxError('ERR_RUNTIME_CLOSED', 'the runtime was closed while the skill was loaded')
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

/** What to report of a run whose worker was killed or died: it can't tell what it had used. */
function resultWithoutAnswer(
  end: JobEnd,
  { timeoutMs, durationMs }: { timeoutMs: number; durationMs: number },
): SkillResult {
  const usage = { fuel: 0n, fuelExact: false, peakMemoryBytes: 0, durationMs }
  const failed = (outcome: SkillOutcome, content: string): SkillResult => ({
    content,
    isError: true,
    outcome,
    usage,
    logs: [],
  })
  if (end.kind === 'overdue')
    return failed('timed-out', `the skill ran for longer than its ${timeoutMs / 1000} s and was killed`)
  if (end.kind === 'cancelled') return failed('cancelled', 'the run was cancelled')
  if (end.kind === 'crashed') return failed('trapped', `the skill brought its worker down: ${end.reason}`)
  throw workerFailure(end)
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
