import type { Executor, RunCaller } from './executor.ts'
import { CANCELLED, failedResult } from './outcome.ts'
import { prepare } from './prepare.ts'
import { canSuspend } from './rewriter/suspending.ts'
import type { RunAnswer } from './run-answer.ts'
import { performBounded } from './services/perform-bounded.ts'
import { type RunnableSkill, SkillThread } from './skill-thread.ts'

/** Runs guests on the caller's thread, which is blocked until they are done or stopped, or wait for their host. */
export function inlineExecutor(): Executor {
  const thread = new SkillThread()
  /** Runs that may be suspended, each with what ends it. */
  const suspendable = new Map<AbortController, Promise<RunAnswer>>()

  async function runSuspendable(
    start: (closed: AbortSignal) => RunAnswer | Promise<RunAnswer>,
    { signal }: RunCaller,
  ): Promise<RunAnswer> {
    if (signal?.aborted === true) return failedResult(CANCELLED, {})
    const end = new AbortController()
    const abort = (): void => end.abort()
    signal?.addEventListener('abort', abort, { once: true })
    const run = (async () => start(end.signal))()
    suspendable.set(end, run)
    try {
      return await run
    } finally {
      suspendable.delete(end)
      signal?.removeEventListener('abort', abort)
    }
  }

  return {
    prepare: (request) => prepare(request, canSuspend ? 'suspended' : undefined),
    run: async (skill, _name, request, caller = {}) => {
      const { onStart, perform, signal } = caller
      onStart?.()
      const runnable = skill as RunnableSkill
      if (perform === undefined) return thread.run(runnable, request, { isCancelled: () => signal?.aborted ?? false })
      return runSuspendable((end) => {
        return thread.run(runnable, request, {
          isCancelled: () => end.aborted,
          ask: (asked, timeoutMs) => performBounded(perform, asked, { timeoutMs, signal: end }),
        })
      }, caller)
    },
    forget: (skill) => thread.forget(skill as RunnableSkill),
    async close(drain) {
      if (!drain) for (const end of suspendable.keys()) end.abort()
      await Promise.allSettled(suspendable.values())
    },
  }
}
