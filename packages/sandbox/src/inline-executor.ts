import type { Executor } from './executor.ts'
import { prepare } from './prepare.ts'
import { canSuspend } from './rewriter/suspending.ts'
import { performBounded } from './services/perform-bounded.ts'
import { type RunnableSkill, SkillThread } from './skill-thread.ts'

/** Runs guests on the caller's thread, which is blocked until they are done or stopped, or wait for their host. */
export function inlineExecutor(): Executor {
  const thread = new SkillThread()
  return {
    prepare: (request) => prepare(request, canSuspend ? 'suspended' : undefined),
    run: async (skill, _name, request, { signal, onStart, perform } = {}) => {
      onStart?.()
      return thread.run(skill as RunnableSkill, request, {
        isCancelled: () => signal?.aborted ?? false,
        ...(perform && { ask: (asked, timeoutMs) => performBounded(perform, asked, { timeoutMs, signal }) }),
      })
    },
    forget: (skill) => thread.forget(skill as RunnableSkill),
    close: async () => {},
  }
}
