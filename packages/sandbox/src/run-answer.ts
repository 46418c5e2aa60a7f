import type { FunctionFuel, SkillResult } from '@blufio/core'
import type { Denial } from './host/denials.ts'
import type { CallAside } from './trace/call-aside.ts'

/** What a thread tells of a run: its result, and aside what is not the caller's as it is. Plain data. */
export type RunAnswer = SkillResult & { readonly aside?: RunAside }

/** What is told aside, where there is any of it. */
export interface RunAside extends CallAside {
  readonly denials?: readonly Denial[]
  /** Of a skill whose module tells its fuel by function: rows that come to the fuel of the result. */
  readonly profile?: readonly FunctionFuel[]
}
