import type { Executor, RunCaller } from './executor.ts'
import { CANCELLED, failedResult } from './outcome.ts'
import { prepare } from './prepare.ts'
import { canSuspend } from './rewriter/suspending.ts'
import type { RunAnswer } from './run-answer.ts'
import type { RunProgress } from './run-progress.ts'
import { performBounded } from './services/perform-bounded.ts'
import { type RunnableSkill, SkillThread } from './skill-thread.ts'

/** How long answers that come at once may keep timers, signals and all else of the thread from their turn. */
const MAX_TURN_MS = 8

/** The turns of a thread's event loop. */
class Turns {
  private since = performance.now()

  /** Waits until everything else had its turn, if that is due. */
  async giveOther(): Promise<void> {
    if (performance.now() - this.since < MAX_TURN_MS) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    this.since = performance.now()
  }
}

/** Runs guests on the caller's thread, which is blocked until they are done or stopped, or wait for their host. */
export function inlineExecutor(): Executor {
  const thread = new SkillThread()
  const turns = new Turns()
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
      const { onStart, perform, signal, onProgress } = caller
      onStart?.()
      const runnable = skill as RunnableSkill
      const asked = onProgress === undefined ? request : { ...request, progress: true }
      const noteProgress = (progress: RunProgress): void => onProgress?.(progress)
      if (perform === undefined) {
        return thread.run(runnable, asked, { isCancelled: () => signal?.aborted ?? false, noteProgress })
      }
      return runSuspendable((end) => {
        return thread.run(runnable, asked, {
          isCancelled: () => end.aborted,
          noteProgress,
          async ask(asked, timeoutMs) {
            const answer = await performBounded(perform, asked, { timeoutMs, signal: end })
            await turns.giveOther()
            return answer
          },
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
