import type { SkillLog, SkillOutcome, SkillUsage } from '@blufio/core'

/** What an observer is told. Every `invoked` is followed by one `completed` with the same `invocationId`. */
export type SkillEvent = SkillInvokedEvent | SkillDeniedEvent | SkillCompletedEvent

/** Whatever it throws, or a promise that it returns rejects with, is dropped: it never reaches a run or its caller. */
export type SkillObserver = (event: SkillEvent) => unknown

/** What events of one invocation have in common. */
export interface SkillEventOrigin {
  /** A random UUID. */
  readonly invocationId: string
  readonly skillName: string
  readonly skillVersion: string
  /** The caller's, as it was passed to `invoke`. */
  readonly sessionId?: string
}

/** An invocation was accepted: its skill is loaded and its input is good. Told before anything of it runs. */
export interface SkillInvokedEvent extends SkillEventOrigin {
  readonly type: 'invoked'
  /** When, in milliseconds since 1970. */
  readonly time: number
  /** The length of the input as JSON in UTF-8. */
  readonly inputBytes: number
  /** With `eventContent`: the input as JSON, cut after 16,384 characters. */
  readonly input?: string
}

/** A run asked for what it was not granted. Told after the run, before `completed`, once for each host function. */
export interface SkillDeniedEvent extends SkillEventOrigin {
  readonly type: 'denied'
  /** When the run was over, in milliseconds since 1970. */
  readonly time: number
  readonly capability: 'env' | 'network' | 'filesystem'
  /** The host function that was asked, such as `get_env`. */
  readonly hostFunction: string
  /** How many of its calls asked for what was not granted. */
  readonly count: number
  /** With `eventContent`: what the first 16 of them asked for, each cut after 256 characters. */
  readonly asked?: readonly string[]
}

/** An invocation is over. */
export interface SkillCompletedEvent extends SkillEventOrigin {
  readonly type: 'completed'
  /** When, in milliseconds since 1970: the time of `invoked` and `elapsedMs`. */
  readonly time: number
  /** `rejected` when there is no result and `invoke` rejected instead: no room in the queue, or a fault of the host. */
  readonly outcome: SkillOutcome | 'rejected'
  /** The code of the error that `invoke` rejected with. */
  readonly errorCode?: string
  /** Whether `outcome` is anything but `ok`. */
  readonly isError: boolean
  /** What the run used: nothing that is known of when it was rejected. */
  readonly usage: SkillUsage
  /** From `invoked` to `completed` in milliseconds, waiting included. */
  readonly elapsedMs: number
  /** How long it waited for a free worker, in milliseconds, when it came to have one. */
  readonly queuedMs?: number
  /** The length of the result's content in UTF-8. */
  readonly outputBytes: number
  readonly logLines: number
  /** With `eventContent`: the result's content, cut after 16,384 characters. */
  readonly content?: string
  /** With `eventContent`: the first lines of the log, 16,384 characters at most in all. */
  readonly logs?: readonly SkillLog[]
}
