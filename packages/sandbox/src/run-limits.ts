/** What a run may hand to and get from its host, beside what its manifest says. */
export interface RunLimits {
  /** The longest input, in bytes of JSON; 1 MiB by default. */
  readonly maxInputBytes: number
  /** The longest output, in bytes; 1 MiB by default. */
  readonly maxOutputBytes: number
  /** The most log lines; 1,000 by default. */
  readonly maxLogLines: number
  /** The longest log line, in bytes of what is kept of it; 16 KiB by default. */
  readonly maxLogLineBytes: number
  /** The most text in all log lines together, in bytes of what is kept of them; 256 KiB by default. */
  readonly maxLogBytes: number
  /** What each call of a host function costs beyond what the call itself does, in units of fuel; 0 by default. */
  readonly hostCallFuel: number
  /** The most calls of host functions that a trace holds, in bytes of JSON; 16 MiB by default. */
  readonly maxTraceBytes: number
  /** The largest module, in bytes; 32 MiB by default. */
  readonly maxModuleBytes: number
  /** The most elements of all tables of a module; 100,000 by default. */
  readonly maxTableElements: number
}

/** The limits of a runtime whose options name none. */
export const DEFAULT_RUN_LIMITS: RunLimits = Object.freeze({
  maxInputBytes: 1_048_576,
  maxOutputBytes: 1_048_576,
  maxLogLines: 1_000,
  maxLogLineBytes: 16_384,
  maxLogBytes: 262_144,
  hostCallFuel: 0,
  maxTraceBytes: 16_777_216,
  maxModuleBytes: 33_554_432,
  maxTableElements: 100_000,
})
