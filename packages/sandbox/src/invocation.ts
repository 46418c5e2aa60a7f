import type { SkillCapabilities } from '@blufio/core'
import { Denials } from './host/denials.ts'
import { GuestMemory } from './host/guest-memory.ts'
import { HOST_FUNCTIONS } from './host/host-imports.ts'
import { LogBook } from './host/log-book.ts'
import type { GuestFunction, HostFunction, RunState } from './host/run-state.ts'
import { utf8Bytes } from './host/utf8-bytes.ts'
import { utf8Text } from './host/utf8-text.ts'
import { CANCELLED, RunEnd, type Verdict, verdictOfThrown } from './outcome.ts'
import { FuelError, type MeteredInstance } from './rewriter/metered-module.ts'
import type { RunAnswer, RunAside } from './run-answer.ts'
import type { RunLimits } from './run-limits.ts'
import { CallRecorder } from './trace/call-recorder.ts'
import { CallReplayer, type ReplayScript } from './trace/call-replayer.ts'
import type { CallTap } from './trace/call-tap.ts'

/** What all runs of a skill have in common. */
export interface RunSettings {
  readonly fuel: bigint
  readonly memoryMb: number
  readonly timeoutMs: number
  readonly limits: RunLimits
  /** What its manifest asks for. */
  readonly capabilities: SkillCapabilities
}

/** What one run gets, as plain data. */
export interface RunRequest {
  /** JSON. */
  readonly input: string
  /** The variables that were granted, and nothing else. */
  readonly env: ReadonlyMap<string, string>
  /** Whether its calls of host functions are recorded. */
  readonly record?: boolean
  /** What its calls of host functions are answered from, in the platform's stead. */
  readonly replay?: ReplayScript
}

/** How a run and who asked for it hear of each other while it goes on. */
export interface RunWatch {
  /** Asked whenever the deadline is looked at: every millisecond or two, and at every host call. */
  isCancelled(): boolean
  /** Told at refills what was used so far, in units of fuel. */
  noteFuel?(units: bigint): void
}

/** One run of a skill, in an instance that it has to itself meanwhile. */
export class Invocation {
  private readonly settings: RunSettings
  private readonly watch: RunWatch
  private readonly state: RunState
  /** At their places in HOST_FUNCTIONS, once they were called. */
  private readonly functions: GuestFunction[] = []
  private readonly startedAt: number
  private readonly hostCallFuel: bigint
  private readonly tap: CallTap | undefined
  private instance: MeteredInstance | undefined
  /** Why the host ended the run, once it did; whatever the guest does afterwards does not count. */
  private ended: Verdict | undefined

  /** Times count from `startedAt` on. */
  constructor(
    settings: RunSettings,
    request: RunRequest,
    { watch, startedAt }: { watch: RunWatch; startedAt: number },
  ) {
    this.settings = settings
    this.watch = watch
    this.startedAt = startedAt
    this.hostCallFuel = BigInt(settings.limits.hostCallFuel)
    this.tap = tapOf(request, settings)
    this.state = {
      memory: this.tap?.memory ?? new GuestMemory(),
      input: utf8Bytes(request.input),
      logs: new LogBook(settings.limits),
      env: request.env,
      capabilities: settings.capabilities,
      denials: new Denials(),
      maxOutputBytes: settings.limits.maxOutputBytes,
      output: undefined,
      lastBody: undefined,
    }
  }

  /** Takes the instance that the run is in: before anything of the guest is called. */
  enter(instance: MeteredInstance): void {
    this.instance = instance
    this.state.memory.attach(instance.exports['memory'])
  }

  /** Runs the guest: `start` makes the instance ready, which can call host functions already. Blocks until it is over. */
  execute(start: () => MeteredInstance): RunAnswer {
    const verdict = this.verdictOf(start)
    const { instance, state } = this
    const { fuel } = this.settings
    const consumed = instance?.fuelConsumed ?? 0n
    return {
      content: verdict.content,
      isError: verdict.outcome !== 'ok',
      outcome: verdict.outcome,
      usage: {
        // Never more than the budget: the last straight run of code may overdraw it before it is stopped.
        fuel: consumed < fuel ? consumed : fuel,
        fuelExact: verdict.outcome === 'ok' || verdict.outcome === 'invalid-output',
        peakMemoryBytes: instance?.memoryBytes ?? 0,
        durationMs: performance.now() - this.startedAt,
      },
      logs: state.logs.lines,
      ...this.aside(),
    }
  }

  private aside(): { readonly aside?: RunAside } {
    const denials = this.state.denials.list
    if (this.tap === undefined && denials === undefined) return {}
    return { aside: { ...this.tap?.aside, ...(denials === undefined ? {} : { denials }) } }
  }

  /** Asked at every refill: whether the guest may go on. */
  mayGoOn(): boolean {
    const consumed = this.instance?.fuelConsumed ?? 0n
    this.watch.noteFuel?.(consumed)
    this.ended ??= this.tap?.endAt(consumed) ?? this.interruption()
    return this.ended === undefined
  }

  /**
   * Calls the host function at a place of HOST_FUNCTIONS for the guest, unless the run has ended: a guest could catch what
   * ended it.
   */
  callHost(index: number, values: number[]): number | undefined {
    this.ended ??= this.chargeHostCall() ?? this.interruption()
    if (this.ended === undefined) {
      try {
        const host = HOST_FUNCTIONS[index] as HostFunction
        this.functions[index] ??= host.bind(this.state)
        const perform = this.functions[index]
        return this.tap === undefined ? perform(...values) : this.tap.call({ host, values, perform })
      } catch (thrown) {
        if (!(thrown instanceof RunEnd)) throw thrown
        this.ended = thrown.verdict
      }
    }
    this.instance?.stop()
    throw new RunEnd(this.ended)
  }

  private verdictOf(start: () => MeteredInstance): Verdict {
    try {
      if (this.watch.isCancelled()) return CANCELLED
      const { exports } = start()
      for (const name of ['_initialize', 'run']) {
        const entry = exports[name]
        if (typeof entry === 'function') entry()
      }
    } catch (thrown) {
      return this.ended ?? this.verdictOfThrown(thrown)
    }
    return this.ended ?? this.interruption() ?? this.success()
  }

  private chargeHostCall(): Verdict | undefined {
    const { instance } = this
    if (this.hostCallFuel === 0n || instance === undefined) return undefined
    instance.charge(this.hostCallFuel)
    return instance.fuelConsumed > this.settings.fuel ? this.outOfFuel() : undefined
  }

  private interruption(): Verdict | undefined {
    if (this.watch.isCancelled()) return CANCELLED
    const { timeoutMs } = this.settings
    if (performance.now() - this.startedAt <= timeoutMs) return undefined
    return { outcome: 'timed-out', content: `the skill ran for longer than its ${timeoutMs / 1000} s` }
  }

  private outOfFuel(): Verdict {
    return { outcome: 'out-of-fuel', content: `the skill used up its fuel of ${this.settings.fuel} units` }
  }

  private verdictOfThrown(thrown: unknown): Verdict {
    if (thrown instanceof FuelError) return this.outOfFuel()
    const { instance } = this
    const verdict = verdictOfThrown(thrown, {
      started: instance !== undefined,
      memoryRefused: instance?.memoryRefused ?? false,
      memoryMb: this.settings.memoryMb,
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
    const read = utf8Text(output)
    if (read.text !== undefined) return { outcome: 'ok', content: read.text }
    const where = `at byte ${read.offset}: ${read.hex}`
    return { outcome: 'invalid-output', content: `the output of ${output.length} bytes is not UTF-8 ${where}` }
  }
}

function tapOf({ record, replay }: RunRequest, { limits }: RunSettings): CallTap | undefined {
  if (replay !== undefined) return new CallReplayer(replay)
  return record === true ? new CallRecorder(limits.maxTraceBytes) : undefined
}
