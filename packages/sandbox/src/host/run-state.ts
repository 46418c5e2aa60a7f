import type { Denials } from './denials.ts'
import type { GuestMemory } from './guest-memory.ts'
import type { LogBook } from './log-book.ts'

/** What the host functions of one run share. */
export interface RunState {
  readonly memory: GuestMemory
  /** The input as JSON in UTF-8. */
  readonly input: Uint8Array
  readonly logs: LogBook
  /** The environment variables that the skill was granted, and nothing else. */
  readonly env: ReadonlyMap<string, string>
  /** The names of the variables that it may ask for, whether they are set or not. */
  readonly envNames: ReadonlySet<string>
  /** What it asked for and was not granted. */
  readonly denials: Denials
  readonly maxOutputBytes: number
  /** What the guest set last as its output. */
  output: Uint8Array<ArrayBuffer> | undefined
}

/** A host function as the guest calls it: all values are i32. */
export type GuestFunction = (...values: number[]) => number | undefined

/** One function of the module `blufio`. */
export interface HostFunction {
  readonly name: string
  /** Its type, as `(i32, i32) -> (i32)`. */
  readonly signature: string
  /**
   * Where its answers come from: `run` when they follow from the input and from what the guest did, so that replay works
   * them out again; else `platform`, and replay takes them from the trace.
   */
  readonly answersFrom: 'run' | 'platform'
  /** Makes the function of one run. */
  bind(run: RunState): GuestFunction
}
