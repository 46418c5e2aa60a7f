import type { Executor } from './executor.ts'
import { prepare } from './prepare.ts'
import { type RunnableSkill, SkillThread } from './skill-thread.ts'

/** Runs guests on the caller's thread, which is blocked until they are done or stopped. */
export function inlineExecutor(): Executor {
  const thread = new SkillThread()
  return {
    prepare,
    run: async (skill, _name, request, { signal, onStart } = {}) => {
      onStart?.()
      return thread.run(skill as RunnableSkill, request, { isCancelled: () => signal?.aborted ?? false })
    },
    forget: (skill) => thread.forget(skill as RunnableSkill),
    close: async () => {},
  }
}
