import type { SkillOutcome } from '@blufio/core'

/** How a run ended, for people. */
export const OUTCOME_WORDS: Readonly<Record<SkillOutcome, string>> = {
  ok: 'Done',
  'out-of-fuel': 'Ended: all its fuel is used',
  'timed-out': 'Ended: its time is up',
  cancelled: 'Stopped',
  denied: 'Ended: it asked for more than it is granted',
  trapped: 'Ended by a fault of its own',
  'out-of-memory': 'Ended: it wanted more memory than it is granted',
  'output-too-large': 'Ended: its answer is too long',
  'invalid-output': 'Ended: its answer is no text',
  'invalid-module': 'It could not be started',
}
