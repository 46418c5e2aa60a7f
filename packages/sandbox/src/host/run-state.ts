import type { SkillCapabilities } from '@blufio/core'
import type { RunLimits } from '../run-limits.ts'
import type { Denials } from './denials.ts'
import type { GrowableBytes } from './growable-bytes.ts'
import type { GuestMemory } from './guest-memory.ts'
import type { HostAnswer, HostRequest } from './host-request.ts'
import type { LogBook } from './log-book.ts'

/** What the host functions of one run share. */
export interface RunState {
  readonly memory: GuestMemory
  /** The input as JSON in UTF-8. */
  readonly input: Uint8Array
  readonly logs: LogBook
  /** What its manifest asks for. */
  readonly capabilities: SkillCapabilities
  /** The environment variables that the skill was granted, and nothing else. */
  readonly env: ReadonlyMap<string, string>
  /** What it asked for and was not granted. */
  readonly denials: Denials
  /** The bounds of its output, files and requests. */
  readonly limits: Pick<RunLimits, 'maxOutputBytes' | 'maxFileWriteBytes' | 'maxFileBytes' | 'maxRequestBytes'>
  /** What the guest set last as its output. */
  output: Uint8Array<ArrayBuffer> | undefined
  /** The last body that it was given, of a response or a file: the content of a run that sets no output. */
  lastBody: Uint8Array<ArrayBuffer> | undefined
  /** What a program prints whose output that is; absent where what a guest prints is only logged. */
  printed: GrowableBytes | undefined
}

/** A value of WebAssembly as a guest passes it: i32 as a number, i64 as a bigint. */
export type GuestValue = number | bigint

/** What a host function returns: a value of i32, nothing, or what the guest has to wait for. */
export type GuestAnswer = number | undefined | Pending

/** A host function as the guest calls it; its parameters are those of its signature, each a {@link GuestValue}. */
export type GuestFunction = (...values: never[]) => GuestAnswer

/** Something that a guest waits for: what its host is asked, and what becomes of the answer. */
export class Pending {
  readonly request: HostRequest
  /** Called with the answer, unless that ended the run; may throw a RunEnd, or ask for one thing more. */
  readonly finish: (answer: GrantedAnswer) => GuestAnswer

  constructor(request: HostRequest, finish: (answer: GrantedAnswer) => GuestAnswer) {
    this.request = request
    this.finish = finish
  }
}

/** An answer that did not end the run. */
export type GrantedAnswer = Exclude<HostAnswer, { readonly kind: 'denied' | 'timed-out' | 'cancelled' }>

/**
 * Where an answer comes from: `run` when it follows from the input and from what the guest did, so that replay works it out
 * again; else `platform`, and replay takes it from the trace.
 */
export type AnswerSource = 'run' | 'platform'

/** Where the answer to a call comes from. */
export function answerSource({ answersFrom }: HostFunction, values: readonly GuestValue[]): AnswerSource {
  return typeof answersFrom === 'string' ? answersFrom : answersFrom(values)
}

/** One function that a guest can import. */
export interface HostFunction {
  /** The module that it is imported from; `blufio` where it says nothing. */
  readonly module?: string
  readonly name: string
  /** Its type, as `(i32, i32) -> (i32)`. */
  readonly signature: string
  /**
   * Where its answers come from; of a function whose calls differ in that, what tells by the values of one.
   */
  readonly answersFrom: AnswerSource | ((values: readonly GuestValue[]) => AnswerSource)
  /** The capability without which it never makes a guest wait; absent where it never does. */
  readonly waitsFor?: 'network' | 'filesystem'
  /** Makes the function of one run. */
  bind(run: RunState): GuestFunction
}
