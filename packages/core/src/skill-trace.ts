import type { SkillOutcome } from './skill-outcome.ts'

/**
 * A recorded run: every call of a host function with its answer, and what else decides how the run goes. Plain JSON.
 *
 * It holds what the skill was given, secrets among it.
 */
export interface SkillTrace {
  readonly format: 'blufio-trace-1'
  readonly skill: {
    readonly name: string
    readonly version: string
    /** The digest of the module as it was loaded, as 64 hexadecimal digits. */
    readonly sha256: string
  }
  /** The input as the skill read it: JSON. */
  readonly input: string
  readonly limits: SkillTraceLimits
  /** In the order in which the skill made them. */
  readonly calls: readonly SkillTraceCall[]
  /** Whether there were more calls than there was room for: such a trace can be read, and not replayed. */
  readonly truncated: boolean
  readonly result: {
    readonly outcome: SkillOutcome
    readonly content: string
    /** Units of fuel, in decimal. */
    readonly fuel: string
    readonly fuelExact: boolean
  }
}

/** The limits that decide how a run goes. */
export interface SkillTraceLimits {
  /** Units of fuel, in decimal. */
  readonly fuel: string
  readonly memoryMb: number
  readonly maxTableElements: number
  readonly maxOutputBytes: number
  readonly maxLogLines: number
  readonly maxLogLineBytes: number
  readonly maxLogBytes: number
  readonly hostCallFuel: number
}

/** One call of a host function. */
export interface SkillTraceCall {
  /** Such as `get_env`. */
  readonly function: string
  /** As the skill passed them: signed integers of 32 bits, or of 64 bits in decimal. */
  readonly arguments: readonly (number | string)[]
  /** What the host read of the skill's memory. */
  readonly reads?: readonly SkillTraceBytes[]
  /** What the host wrote to the skill's memory. */
  readonly writes?: readonly SkillTraceBytes[]
  /** Whether it gave the skill a body, which is the content of a run that sets no output. */
  readonly setsContent?: boolean
  /** What the call returned, if it returned anything. */
  readonly returns?: number
  /** How the call ended the run, if it did. */
  readonly ended?: { readonly outcome: SkillOutcome; readonly content: string }
}

/** Bytes in a skill's memory: as text where they are UTF-8, else in base64; or, of many, their number and a checksum. */
export type SkillTraceBytes = { readonly address: number } & (
  | { readonly text: string }
  | { readonly base64: string }
  /** FNV-1a of 32 bits: it tells bytes apart that differ by chance, and not such as were made to be alike. */
  | { readonly length: number; readonly fnv1a: number }
)
