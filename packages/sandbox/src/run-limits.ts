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
  /**
   * How often one run may ask for something that it waits for, a request or a file operation; 10,000 by default. Each takes
   * time of the host's thread, and fuel of its guest hardly any.
   */
  readonly maxHostRequests: number
  /** The longest body of a request, in bytes; 1 MiB by default. */
  readonly maxRequestBytes: number
  /** The longest body of a response, in bytes, both as it is sent and after decompression; 2 MiB by default. */
  readonly maxResponseBytes: number
  /** The longest headers of a response, in bytes of all names and values; 16 KiB by default. */
  readonly maxResponseHeaderBytes: number
  /** How long a request may take with its redirects, in milliseconds; 30,000 by default. The run's deadline counts as well. */
  readonly requestTimeoutMs: number
  /** The longest file that is read, in bytes; 4 MiB by default. */
  readonly maxFileReadBytes: number
  /** The longest file that is written, in bytes; 4 MiB by default. */
  readonly maxFileWriteBytes: number
  /** How much one run reads and writes in all its files together, in bytes; 64 MiB by default. */
  readonly maxFileBytes: number
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
  maxHostRequests: 10_000,
  maxRequestBytes: 1_048_576,
  maxResponseBytes: 2_097_152,
  maxResponseHeaderBytes: 16_384,
  requestTimeoutMs: 30_000,
  maxFileReadBytes: 4_194_304,
  maxFileWriteBytes: 4_194_304,
  maxFileBytes: 67_108_864,
  maxTraceBytes: 16_777_216,
  maxModuleBytes: 33_554_432,
  maxTableElements: 100_000,
})
