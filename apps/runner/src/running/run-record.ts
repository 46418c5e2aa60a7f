import type { FunctionFuel, SkillLog, SkillOutcome, SkillResources, SkillUsage } from '@blufio/core'

/** One run of a skill that has ended, as the page shows and compares it. */
export interface RunRecord {
  readonly skillName: string
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number
  readonly outcome: SkillOutcome
  readonly content: string
  readonly isError: boolean
  readonly logs: readonly SkillLog[]
  readonly usage: SkillUsage
  /** Where the fuel went, when that was asked for and the run came to tell it. */
  readonly profile?: readonly FunctionFuel[]
  /** What it was allowed to use. */
  readonly budget: SkillResources
}
