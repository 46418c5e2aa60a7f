/** How a run ended. Only `ok` is a success. */
export type SkillOutcome =
  | 'ok'
  | 'out-of-fuel'
  | 'timed-out'
  | 'cancelled'
  | 'denied'
  | 'trapped'
  | 'out-of-memory'
  | 'output-too-large'
  | 'invalid-output'
  | 'invalid-module'
