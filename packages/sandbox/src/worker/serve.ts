import { runInvocation } from '../invocation.ts'
import { prepare } from '../prepare.ts'
import type { MeteredModule } from '../rewriter/metered-module.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { HostMessage, Refusal, WorkerMessage } from './protocol.ts'

/** Makes the worker's side of the protocol: a function that takes messages and answers by `reply`. */
export function serve(reply: (message: WorkerMessage) => void): (message: HostMessage) => Promise<void> {
  const modules = new Map<number, MeteredModule>()
  return async (message) => {
    if (message.kind === 'forget') {
      modules.delete(message.key)
      return
    }
    const { job } = message
    try {
      if (message.kind === 'prepare') {
        reply({ kind: 'prepared', job, module: await prepare(message.request) })
        return
      }
      const { key, request, cancelled } = message
      const module = message.module ?? modules.get(key)
      if (message.module !== undefined && message.keep) modules.set(key, message.module)
      if (module === undefined) throw new Error(`the worker does not know the module ${key}`)
      const isCancelled = cancelled === undefined ? () => false : () => Atomics.load(cancelled, 0) === job
      reply({ kind: 'done', job, result: runInvocation(module, request, isCancelled) })
    } catch (error) {
      if (error instanceof RewriteError || error instanceof SandboxError)
        reply({ kind: 'refused', job, refusal: refusalOf(error) })
      else reply({ kind: 'failed', job, reason: error instanceof Error ? error.message : String(error) })
    }
  }
}

function refusalOf(error: RewriteError | SandboxError): Refusal {
  const { code, message, hint } = error
  const offset = error instanceof RewriteError ? error.offset : undefined
  return { code, message, ...(offset === undefined ? {} : { offset }), ...(hint === undefined ? {} : { hint }) }
}
