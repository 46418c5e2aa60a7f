import type { SkillResult } from '@blufio/core'
import { GuestMemory } from './host/guest-memory.ts'
import { bindHostFunctions } from './host/host-imports.ts'
import { LogBook } from './host/log-book.ts'
import type { GuestFunction, RunState } from './host/run-state.ts'
import { RunEnd, type Verdict, verdictOfThrown } from './outcome.ts'
import { FuelError, instantiateMetered, type MeteredInstance, type MeteredModule } from './rewriter/metered-module.ts'
import type { RunLimits } from './run-limits.ts'

/** Everything that one run needs, as plain data. */
export interface RunRequest {
  /** JSON in UTF-8. */
  readonly input: Uint8Array<ArrayBuffer>
  readonly fuel: bigint
  readonly memoryMb: number
  readonly timeoutMs: number
  /** The variables that were granted, and nothing else. */
  readonly env: ReadonlyMap<string, string>
  readonly limits: RunLimits
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Runs a module once, from its initial state, and tells what came of it. Blocks until the run is over.
 *
 * `isCancelled` is asked whenever the deadline is looked at: every one to sixteen million units of fuel and at every host call.
 */
export function runInvocation(
  module: MeteredModule,
  request: RunRequest,
  isCancelled = (): boolean => false,
): SkillResult {
  const run = new Run(request, isCancelled)
  const verdict = run.execute(module)
  return {
    content: verdict.content,
    isError: verdict.outcome !== 'ok',
    outcome: verdict.outcome,
    usage: {
      fuel: run.fuelConsumed,
      fuelExact: verdict.outcome === 'ok' || verdict.outcome === 'invalid-output',
      peakMemoryBytes: run.peakMemoryBytes,
      durationMs: run.elapsedMs,
    },
    logs: run.state.logs.lines,
  }
}

class Run {
  readonly state: RunState
  private readonly request: RunRequest
  private readonly isCancelled: () => boolean
  private readonly startedAt = performance.now()
  private instance: MeteredInstance | undefined
  /** Why the host ended the run, once it did; whatever the guest does afterwards does not count. */
  private ended: Verdict | undefined

  constructor(request: RunRequest, isCancelled: () => boolean) {
    this.request = request
    this.isCancelled = isCancelled
    this.state = {
      memory: new GuestMemory(),
      input: request.input,
      logs: new LogBook(request.limits),
      env: request.env,
      maxOutputBytes: request.limits.maxOutputBytes,
      output: undefined,
    }
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt
  }

  /** Never more than the budget: the last straight run of code may overdraw it before it is stopped. */
  get fuelConsumed(): bigint {
    const consumed = this.instance?.fuelConsumed ?? 0n
    return consumed < this.request.fuel ? consumed : this.request.fuel
  }

  get peakMemoryBytes(): number {
    return this.instance?.memoryBytes ?? 0
  }

  execute(module: MeteredModule): Verdict {
    try {
      this.start(module)
    } catch (thrown) {
      return this.ended ?? this.verdictOf(thrown)
    }
    return this.ended ?? this.interruption() ?? this.success()
  }

  private start(module: MeteredModule): void {
    const imports = bindHostFunctions(this.state, (call) => this.endable(call))
    const { exports } = instantiateMetered(module, imports, {
      fuel: this.request.fuel,
      onRefill: () => {
        this.ended ??= this.interruption()
        return this.ended === undefined
      },
      beforeStart: (instance) => {
        this.instance = instance
        this.state.memory.attach(instance.exports['memory'])
      },
    })
    for (const name of ['_initialize', 'run']) {
      const entry = exports[name]
      if (typeof entry === 'function') entry()
    }
  }

  /** Lets a host function end the run, and none run once it has ended: a guest could catch what is thrown. */
  private endable(call: GuestFunction): GuestFunction {
    return (...values) => {
      this.ended ??= this.interruption()
      if (this.ended === undefined) {
        try {
          return call(...values)
        } catch (thrown) {
          if (!(thrown instanceof RunEnd)) throw thrown
          this.ended = thrown.verdict
        }
      }
      this.instance?.stop()
      throw new RunEnd(this.ended)
    }
  }

  private interruption(): Verdict | undefined {
    if (this.isCancelled()) return { outcome: 'cancelled', content: 'the run was cancelled' }
    const { timeoutMs } = this.request
    if (this.elapsedMs <= timeoutMs) return undefined
    return { outcome: 'timed-out', content: `the skill ran for longer than its ${timeoutMs / 1000} s` }
  }

  private verdictOf(thrown: unknown): Verdict {
    if (thrown instanceof FuelError) {
      return { outcome: 'out-of-fuel', content: `the skill used up its fuel of ${this.request.fuel} units` }
    }
    const { memoryMb } = this.request
    const { instance } = this
    const verdict = verdictOfThrown(thrown, {
      started: instance !== undefined,
      memoryRefused: instance?.memoryRefused ?? false,
      memoryMb,
    })
    if (verdict === undefined) throw thrown
    return verdict
  }

  private success(): Verdict {
    const { output, logs } = this.state
    if (output === undefined) {
      const lines = logs.lines.map(({ level, message }) => `[${level.toUpperCase()}] ${message}`)
      return { outcome: 'ok', content: lines.join('\n') || 'Skill completed successfully (no output)' }
    }
    try {
      return { outcome: 'ok', content: STRICT_UTF8.decode(output) }
    } catch {
      return { outcome: 'invalid-output', content: `the output of ${output.length} bytes is not UTF-8` }
    }
  }
}
