import type { SkillCapabilities } from '@blufio/core'
import { Denials } from './host/denials.ts'
import { GrowableBytes } from './host/growable-bytes.ts'
import { GuestMemory } from './host/guest-memory.ts'
import { HOST_FUNCTIONS } from './host/host-imports.ts'
import type { HostAnswer, HostRequest } from './host/host-request.ts'
import type { CallAnswer, HostWait } from './host/host-wait.ts'
import { LogBook } from './host/log-book.ts'
import {
  type GrantedAnswer,
  type GuestFunction,
  type GuestValue,
  type HostFunction,
  Pending,
  type RunState,
} from './host/run-state.ts'
import { utf8Bytes } from './host/utf8-bytes.ts'
import { utf8Text } from './host/utf8-text.ts'
import { CANCELLED, RunEnd, type Verdict, verdictOfThrown } from './outcome.ts'
import { balanceFuel } from './rewriter/function-fuel.ts'
import { FuelError, type MeteredInstance } from './rewriter/metered-module.ts'
import type { RunAnswer, RunAside } from './run-answer.ts'
import type { RunLimits } from './run-limits.ts'
import { ProgressReporter, type RunProgress } from './run-progress.ts'
import { CallRecorder } from './trace/call-recorder.ts'
import { CallReplayer, type ReplayScript } from './trace/call-replayer.ts'
import type { CallTap } from './trace/call-tap.ts'

const LINE_FEED = 10
/** More functions are told as one row: a module can have a million. */
const MOST_PROFILE_ROWS = 1_000
const LENIENT_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Of a URL, a path, the headers of a request and the like. */
const LONGEST_TEXT_BYTES = 65_536

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
  /** Whether it is told how far it has come while it goes on. */
  readonly progress?: boolean
  /** What its calls of host functions are answered from, in the platform's stead. */
  readonly replay?: ReplayScript
}

/** How a run and who asked for it hear of each other while it goes on. */
export interface RunWatch {
  /** Asked whenever the deadline is looked at: every millisecond or two, and at every host call. */
  isCancelled(): boolean
  /** Told at refills what was used so far, in units of fuel. */
  noteFuel?(units: bigint): void
  /** Told some twenty times a second how far the run has come, when its request asks for that. */
  noteProgress?(progress: RunProgress): void
  /**
   * Asks the host for something, for `timeoutMs` at most: blocks until there is an answer, or returns a promise of it where
   * guests can be suspended. Absent where a run can't wait at all.
   */
  ask?(request: HostRequest, timeoutMs: number): HostAnswer | Promise<HostAnswer>
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
  private readonly progress: ProgressReporter | undefined
  private instance: MeteredInstance | undefined
  /** How often it asked for something that it waits for. */
  private requests = 0
  /** Whether the guest returned from all that was called of it. */
  private hasReturned = false
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
      limits: settings.limits,
      output: undefined,
      lastBody: undefined,
      printed: undefined,
    }
    if (request.progress === true) {
      const { logs } = this.state
      this.progress = new ProgressReporter((progress) => watch.noteProgress?.(progress), { startedAt, logs })
    }
  }

  /** Takes the instance that the run is in, and whether what it prints is its output: before anything of it is called. */
  enter(instance: MeteredInstance, { printsOutput }: { readonly printsOutput: boolean }): void {
    this.instance = instance
    this.state.memory.attach(instance.exports['memory'])
    if (printsOutput) this.state.printed = new GrowableBytes()
  }

  /** Makes the call of the host function at this place by which a program ends, for a guest that returned. */
  exit(index: number): unknown {
    this.hasReturned = true
    return this.makeCall(index, [0])
  }

  /** Runs the guest: makes the `calls` of it, one after another. Blocks until it is over. */
  execute(calls: Iterable<() => unknown>): RunAnswer {
    try {
      if (!this.isOverBefore()) for (const call of calls) call()
    } catch (thrown) {
      return this.answer(this.verdictAfter(thrown))
    }
    return this.answer(this.verdictAtEnd())
  }

  /** {@link execute} for a guest that is suspended while it waits for its host. */
  async executeSuspending(calls: Iterable<() => unknown>): Promise<RunAnswer> {
    try {
      if (!this.isOverBefore()) for (const call of calls) await call()
    } catch (thrown) {
      return this.answer(this.verdictAfter(thrown))
    }
    return this.answer(this.verdictAtEnd())
  }

  private answer(verdict: Verdict): RunAnswer {
    const { instance, state } = this
    const { fuel } = this.settings
    const consumed = instance?.fuelConsumed ?? 0n
    // Never more than the budget: the last straight run of code may overdraw it before it is stopped.
    const used = consumed < fuel ? consumed : fuel
    return {
      content: verdict.content,
      isError: verdict.outcome !== 'ok',
      outcome: verdict.outcome,
      usage: {
        fuel: used,
        fuelExact:
          (verdict.outcome === 'ok' || verdict.outcome === 'invalid-output') &&
          (this.ended === undefined || this.hasReturned),
        peakMemoryBytes: instance?.memoryBytes ?? 0,
        durationMs: performance.now() - this.startedAt,
      },
      logs: state.logs.lines,
      ...this.aside(used),
    }
  }

  private aside(fuel: bigint): { readonly aside?: RunAside } {
    const denials = this.state.denials.list
    const told = this.instance?.fuelByFunction()
    const profile = told && balanceFuel(told, fuel, MOST_PROFILE_ROWS)
    if (this.tap === undefined && denials === undefined && profile === undefined) return {}
    return {
      aside: {
        ...this.tap?.aside,
        ...(denials && { denials }),
        ...(profile && { profile }),
      },
    }
  }

  /** Asked at every refill: whether the guest may go on. */
  mayGoOn(): boolean {
    const consumed = this.instance?.fuelConsumed ?? 0n
    this.watch.noteFuel?.(consumed)
    this.progress?.look(this.instance)
    this.ended ??= this.tap?.endAt(consumed) ?? this.interruption()
    return this.ended === undefined
  }

  /**
   * Calls the host function at a place of HOST_FUNCTIONS for the guest, unless the run has ended: a guest could catch what
   * ended it. Returns a promise when the guest has to be suspended.
   */
  callHost(index: number, values: readonly GuestValue[]): number | undefined | Promise<number | undefined> {
    this.ended ??= this.chargeHostCall()
    return this.makeCall(index, values)
  }

  private makeCall(index: number, values: readonly GuestValue[]): number | undefined | Promise<number | undefined> {
    this.ended ??= this.interruption()
    if (this.ended !== undefined) throw this.end(this.ended)
    this.progress?.look(this.instance)
    try {
      return this.settled(this.tap === undefined ? this.perform(index, values) : this.traced(this.tap, index, values))
    } catch (thrown) {
      throw this.endOf(thrown)
    }
  }

  private traced(tap: CallTap, index: number, values: readonly GuestValue[]): CallAnswer {
    const host = HOST_FUNCTIONS[index] as HostFunction
    return tap.call({ host, values, run: this.state, perform: () => this.perform(index, values) })
  }

  private perform(index: number, values: readonly GuestValue[]): CallAnswer {
    this.functions[index] ??= (HOST_FUNCTIONS[index] as HostFunction).bind(this.state)
    const answer = this.functions[index](...(values as never[]))
    if (!(answer instanceof Pending)) return answer
    return this.waitOf(answer)
  }

  private waitOf({ request, finish }: Pending): HostWait {
    const { maxHostRequests } = this.settings.limits
    if (++this.requests > maxHostRequests) {
      const content = `the skill asked its host for more than ${maxHostRequests} requests and file operations in one run`
      throw new RunEnd({ outcome: 'denied', content })
    }
    const settle = (given: HostAnswer): CallAnswer => {
      const answer = finish(this.granted(request, given))
      return answer instanceof Pending ? this.waitOf(answer) : answer
    }
    return { request, settle }
  }

  private granted({ kind, hostFunction }: HostRequest, answer: HostAnswer): GrantedAnswer {
    const interruption = this.interruption()
    if (interruption !== undefined) throw new RunEnd(interruption)
    // The host's clock can be a little ahead of this one, and a process looks only now and then whether it is cancelled.
    if (answer.kind === 'timed-out') throw new RunEnd(this.timedOut())
    if (answer.kind === 'cancelled') throw new RunEnd(CANCELLED)
    if (answer.kind !== 'denied') return answer
    throw this.state.denials.refuse(kind === 'http' ? 'network' : 'filesystem', hostFunction, answer)
  }

  private wait({ request, settle }: HostWait): number | undefined | Promise<number | undefined> {
    const { watch, settings, startedAt } = this
    const answer = watch.ask?.(request, Math.max(0, settings.timeoutMs - (performance.now() - startedAt)))
    if (answer === undefined) throw new TypeError('a guest waits where none can')
    if (!(answer instanceof Promise)) return this.settled(settle(answer))
    return answer.then((late) => {
      try {
        return this.settled(settle(late))
      } catch (thrown) {
        throw this.endOf(thrown)
      }
    })
  }

  private settled(answer: CallAnswer): number | undefined | Promise<number | undefined> {
    return typeof answer === 'object' ? this.wait(answer) : answer
  }

  /** What to throw for something that was thrown; ends the run when that is a RunEnd. */
  private endOf(thrown: unknown): unknown {
    return thrown instanceof RunEnd ? this.end(thrown.verdict) : thrown
  }

  private end(verdict: Verdict): RunEnd {
    this.ended = verdict
    this.instance?.stop()
    return new RunEnd(verdict)
  }

  private isOverBefore(): boolean {
    if (this.watch.isCancelled()) this.ended = CANCELLED
    return this.ended !== undefined
  }

  private verdictAfter(thrown: unknown): Verdict {
    return this.ended === undefined ? this.verdictOfThrown(thrown) : this.verdictOf(this.ended)
  }

  private verdictAtEnd(): Verdict {
    return this.ended === undefined ? (this.interruption() ?? this.success()) : this.verdictOf(this.ended)
  }

  /** A program that exits well is judged like a run that returned, which has to have the fuel for it. */
  private verdictOf(ended: Verdict): Verdict {
    if (ended.outcome !== 'ok') return ended
    const isOverdrawn = (this.instance?.fuelConsumed ?? 0n) > this.settings.fuel
    return isOverdrawn ? this.outOfFuel() : this.success()
  }

  private chargeHostCall(): Verdict | undefined {
    const { instance } = this
    if (this.hostCallFuel === 0n || instance === undefined) return undefined
    instance.charge(this.hostCallFuel)
    return instance.fuelConsumed > this.settings.fuel ? this.outOfFuel() : undefined
  }

  private interruption(): Verdict | undefined {
    if (this.watch.isCancelled()) return CANCELLED
    return performance.now() - this.startedAt <= this.settings.timeoutMs ? undefined : this.timedOut()
  }

  private timedOut(): Verdict {
    return { outcome: 'timed-out', content: `the skill ran for longer than its ${this.settings.timeoutMs / 1000} s` }
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
    const { lastBody, logs, limits, printed } = this.state
    const output = this.state.output ?? printedOutput(printed)
    if (output === undefined) {
      if (this.tap?.bodyVerdict !== undefined) return this.tap.bodyVerdict
      if (lastBody !== undefined) return bodyVerdict(lastBody, limits.maxOutputBytes)
      const lines = logs.lines.map(({ level, message }) => `[${level.toUpperCase()}] ${message}`)
      return { outcome: 'ok', content: lines.join('\n') || 'Skill completed successfully (no output)' }
    }
    const read = utf8Text(output)
    if (read.text !== undefined) return { outcome: 'ok', content: read.text }
    const where = `at byte ${read.offset}: ${read.hex}`
    return { outcome: 'invalid-output', content: `the output of ${output.length} bytes is not UTF-8 ${where}` }
  }
}

/** Of a program: what it printed, if that is anything; without the line feed that a last line ends with. */
function printedOutput(printed: GrowableBytes | undefined): Uint8Array | undefined {
  if (printed === undefined || printed.length === 0) return undefined
  const { bytes } = printed
  return bytes.at(-1) === LINE_FEED ? bytes.subarray(0, -1) : bytes
}

/** Of a run that set no output: what it was given last. Bytes that are no UTF-8 show as U+FFFD. */
function bodyVerdict(body: Uint8Array, maxOutputBytes: number): Verdict {
  if (body.length <= maxOutputBytes) return { outcome: 'ok', content: LENIENT_UTF8.decode(body) }
  const content = `the skill set no output, and the ${body.length} bytes that it was given last are above the limit of ${maxOutputBytes}`
  return { outcome: 'output-too-large', content }
}

function tapOf({ record, replay }: RunRequest, { limits }: RunSettings): CallTap | undefined {
  if (replay !== undefined)
    return new CallReplayer(replay, Math.max(LONGEST_TEXT_BYTES, limits.maxFileWriteBytes + 1, limits.maxRequestBytes))
  return record === true ? new CallRecorder(limits.maxTraceBytes) : undefined
}
