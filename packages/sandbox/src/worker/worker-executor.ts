import type { SkillOutcome, SkillResult } from '@blufio/core'
import type { Executor } from '../executor.ts'
import type { PreparedModule } from '../loaded-skill.ts'
import type { Platform } from '../platform/platform.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Job, JobEnd } from './job.ts'
import { WorkerPool } from './worker-pool.ts'

/** How long after its deadline a run's worker is killed; the guest's own checks end it long before. */
const BACKSTOP_MS = 500

/** Compiles and runs guests on a pool of threads: the caller's thread never waits for one. */
export function workerExecutor(platform: Platform, options: { workers: number; loadTimeoutMs: number }): Executor {
  const pool = new WorkerPool(platform, options.workers)
  const keys = new WeakMap<PreparedModule, number>()
  let lastJob = 0
  let lastKey = 0

  const submit = (job: Pick<Job, 'message' | 'patienceMs' | 'signal'>, id: number): Promise<JobEnd> =>
    new Promise((end) => pool.submit({ ...job, id, end }))

  return {
    async prepare(wasm, policy) {
      const job = ++lastJob
      const patienceMs = options.loadTimeoutMs
      const end = await submit(
        { message: () => ({ kind: 'prepare', job, wasm, policy }), patienceMs, signal: undefined },
        job,
      )
      if (end.kind === 'answered' && end.answer.kind === 'prepared') return end.answer.prepared
      throw prepareError(end, patienceMs)
    },

    async run(prepared, request, signal) {
      const key = keys.get(prepared) ?? ++lastKey
      keys.set(prepared, key)
      const job = ++lastJob
      const message: Job['message'] = ({ knows, cancelled }) => {
        const known = knows.has(key)
        knows.add(key)
        const { module, meter } = prepared
        return {
          ...{ kind: 'run', job, key, request },
          ...(known ? {} : { module: { module, meter } }),
          ...(cancelled === undefined ? {} : { cancelled }),
        }
      }
      const startedAt = performance.now()
      const end = await submit({ message, patienceMs: request.timeoutMs + BACKSTOP_MS, signal }, job)
      if (end.kind === 'answered' && end.answer.kind === 'done') return end.answer.result
      return resultWithoutAnswer(end, { timeoutMs: request.timeoutMs, durationMs: performance.now() - startedAt })
    },

    forget(prepared) {
      const key = keys.get(prepared)
      if (key !== undefined) pool.forget(key)
    },

    close: async () => pool.close(),
  }
}

function prepareError(end: JobEnd, patienceMs: number): Error {
  if (end.kind === 'answered' && end.answer.kind === 'refused') {
    const { code, message, ...options } = end.answer.refusal
    return RewriteError.restore(code, message, options)
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
