import type { FunctionFuel } from './function-fuel.ts'
import type { JsonValue } from './json-value.ts'
import type { SkillOutcome } from './skill-outcome.ts'
import type { SkillTrace } from './skill-trace.ts'

/** One call of a skill. */
export interface SkillInvocation {
  readonly skillName: string
  /** What the skill reads by `get_input`, as JSON in UTF-8. */
  readonly input: JsonValue
  /** Named in events and never shown to the skill. */
  readonly sessionId?: string
}

/** How grave a log line is; a guest writes them as 0 to 4 in this order. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

/** A line that a skill logged. */
export interface SkillLog {
  readonly level: LogLevel
  readonly message: string
}

/** What a run used. */
export interface SkillUsage {
  /** Units of the profile `wasmtime-49`. */
  readonly fuel: bigint
  /** Whether `fuel` is exact; a run that was ended midway reports at least what it had surely used. */
  readonly fuelExact: boolean
  /** The largest size of the linear memory, in bytes. */
  readonly peakMemoryBytes: number
  /** Wall-clock time of instantiation and run, in milliseconds. */
  readonly durationMs: number
}

/** What came of a run. */
export interface SkillResult {
  /** The skill's answer; for a run that failed, what went wrong in one sentence. */
  readonly content: string
  /** Whether `outcome` is anything but `ok`. */
  readonly isError: boolean
  readonly outcome: SkillOutcome
  readonly usage: SkillUsage
  readonly logs: readonly SkillLog[]
  /** Where its fuel went, most first, when that was asked for and the run was not killed; comes to `usage.fuel` together. */
  readonly profile?: readonly FunctionFuel[]
  /** What was recorded of the run, when that was asked for and the run was not killed. It holds what the skill was given. */
  readonly trace?: SkillTrace
}
