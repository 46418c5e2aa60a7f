/** What a recorder or replayer has to tell once the run is over. Plain data. */
export interface CallAside {
  readonly recorded?: RecordedCalls
  /** Where a replay left its trace. */
  readonly divergence?: Divergence
}

/** The calls of a run. */
export interface RecordedCalls {
  /** Each as JSON, with commas between: as text they take little room, here and on their way. */
  readonly json: string
  readonly truncated: boolean
}

/** Where a replayed run left its trace. */
export interface Divergence {
  /** The number of the call, from 0; the number of all calls when it is after the last. */
  readonly call: number
  /** What differed, in words that hold nothing of what the skill was given. */
  readonly problem: string
}
