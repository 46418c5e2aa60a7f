import type { SkillTraceBytes, SkillTraceCall } from '@blufio/core'
import type { CallAnswer } from '../host/host-wait.ts'
import { answerSource } from '../host/run-state.ts'
import { RunEnd, type Verdict } from '../outcome.ts'
import type { Divergence } from './call-aside.ts'
import type { CallTap } from './call-tap.ts'
import { areDescribed, describedLength, heldBytes } from './traced-bytes.ts'
import { answerGuest, type HostCall, traceCall, tracedValue } from './traced-call.ts'
import { TracedMemory } from './traced-memory.ts'

/** What a run is replayed from, as plain data. */
export interface ReplayScript {
  /** The calls of a checked trace: each as JSON, on a line of its own. */
  readonly calls: string
  /** How the run ended. */
  readonly verdict: Verdict
  /** How the run was ended from outside, and what it had used then, if it was. */
  readonly interrupted?: { readonly verdict: Verdict; readonly fuel: bigint }
}

/** Answers the calls of a run from a trace, and ends it where it does otherwise than the trace has it. */
export class CallReplayer implements CallTap {
  readonly memory: TracedMemory = new TracedMemory()
  private readonly calls: readonly string[]
  private readonly interrupted: ReplayScript['interrupted']
  private readonly verdict: Verdict
  private readonly maxReadBytes: number
  private hasBody = false
  private made = 0
  private divergence: Divergence | undefined

  /** No call reads more than `maxReadBytes` at once; a trace that somebody made up can name all of a memory, again and again. */
  constructor({ calls, verdict, interrupted }: ReplayScript, maxReadBytes: number) {
    this.verdict = verdict
    this.maxReadBytes = maxReadBytes
    this.calls = calls === '' ? [] : calls.split('\n')
    this.interrupted = interrupted
  }

  call(call: HostCall): CallAnswer {
    const recorded = this.calls[this.made]
    if (recorded === undefined)
      throw this.endOf(`the skill called ${callText(tracedCall(call))}, the trace has no more calls`)
    if (answerSource(call.host, call.values) === 'platform') return this.next(this.answer(call, recorded))
    return traceCall(call, this.memory, (actual) => this.next(this.compareCalls(actual, recorded)))
  }

  /** A body is not in the trace: it is the content that the trace has. */
  get bodyVerdict(): Verdict | undefined {
    return this.hasBody ? this.verdict : undefined
  }

  private next(answer: SkillTraceCall): number | undefined {
    this.made++
    this.hasBody ||= answer.setsContent === true
    return answerGuest(answer)
  }

  endAt(fuel: bigint): Verdict | undefined {
    const { interrupted } = this
    if (interrupted === undefined || this.made < this.calls.length || fuel < interrupted.fuel) return undefined
    return interrupted.verdict
  }

  get aside(): { readonly divergence?: Divergence } {
    if (this.divergence === undefined && this.made < this.calls.length) {
      this.diverge(`the skill made ${this.made} calls, the trace has ${this.calls.length}`)
    }
    return this.divergence === undefined ? {} : { divergence: this.divergence }
  }

  /** A call that was made again, since the run answers it by itself. */
  private compareCalls(actual: SkillTraceCall, json: string): SkillTraceCall {
    if (JSON.stringify(actual) === json) return actual
    const recorded = this.sameCall(actual, json)
    for (const part of ['reads', 'writes', 'returns', 'ended'] as const) {
      if (JSON.stringify(actual[part]) === JSON.stringify(recorded[part])) continue
      throw this.diverge(`${callText(actual)}: ${PART_TEXT[part]} differs from the trace`)
    }
    return actual
  }

  /** Does in the platform's stead what the trace says that it did. */
  private answer(call: HostCall, json: string): SkillTraceCall {
    const recorded = this.sameCall(tracedCall(call), json)
    try {
      for (const read of recorded.reads ?? []) this.compare(read)
      for (const write of recorded.writes ?? []) this.memory.write(write.address, heldBytes(write) ?? new Uint8Array())
    } catch (thrown) {
      if (!(thrown instanceof RunEnd) || this.divergence !== undefined) throw thrown
      throw this.diverge(`${recorded.function}: the trace names bytes outside of the skill's memory`)
    } finally {
      this.memory.take()
    }
    return recorded
  }

  /** What the trace has of a call, unless that is of another. */
  private sameCall(call: NamedCall, json: string): SkillTraceCall {
    const recorded: SkillTraceCall = JSON.parse(json)
    if (callText(call) === callText(recorded)) return recorded
    throw this.diverge(`the skill called ${callText(call)}, the trace has ${callText(recorded)}`)
  }

  private compare(read: SkillTraceBytes): void {
    const length = describedLength(read)
    if (length > this.maxReadBytes || !areDescribed(this.memory.read(read.address, length), read))
      throw this.diverge(`what the call reads of the skill's memory differs from the trace`)
  }

  /** A call that the trace does not have: there the run was interrupted, or else it diverges. */
  private endOf(problem: string): RunEnd {
    return this.interrupted === undefined ? this.diverge(problem) : new RunEnd(this.interrupted.verdict)
  }

  private diverge(problem: string): RunEnd {
    this.divergence = { call: this.made, problem }
    return new RunEnd({ outcome: 'trapped', content: problem })
  }
}

const PART_TEXT = {
  reads: "what it reads of the skill's memory",
  writes: "what it writes to the skill's memory",
  returns: 'what it returns',
  ended: 'whether it ends the run',
} as const

type NamedCall = Pick<SkillTraceCall, 'function' | 'arguments'>

function tracedCall({ host, values }: HostCall): NamedCall {
  return { function: host.name, arguments: values.map(tracedValue) }
}

function callText({ function: name, arguments: values }: NamedCall): string {
  return `${name}(${values.join(', ')})`
}
