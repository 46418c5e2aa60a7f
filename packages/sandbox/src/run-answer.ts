import type { SkillResult } from '@blufio/core'
import type { Denial } from './host/denials.ts'
import type { CallAside } from './trace/call-aside.ts'

/** What a thread tells of a run: its result, and aside what is not the caller's as it is. Plain data. */
export type RunAnswer = SkillResult & { readonly aside?: RunAside }

/** What is told aside, where there is any of it. */
export interface RunAside extends CallAside {
  readonly denials?: readonly Denial[]
}
