import type { Executor } from './executor.ts'
import { runInvocation } from './invocation.ts'
import { prepare } from './prepare.ts'

/** Runs guests on the caller's thread, which is blocked until they are done or stopped. */
export function inlineExecutor(): Executor {
  return {
    prepare,
    run: async (module, request, signal) => runInvocation(module, request, () => signal?.aborted ?? false),
    forget: () => {},
    close: async () => {},
  }
}
