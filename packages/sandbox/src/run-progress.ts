import type { SkillLog } from '@blufio/core'
import type { LogBook } from './host/log-book.ts'
import type { MeteredInstance } from './rewriter/metered-module.ts'

/** How far a run that goes on has come. */
export interface RunProgress {
  /** Units of fuel so far. */
  readonly fuel: bigint
  /** What its memories hold now, in bytes. */
  readonly memoryBytes: number
  /** Since it began, in milliseconds; it may have waited for a worker before. */
  readonly elapsedMs: number
  /** The lines that it logged since the last time; those that are left out of a full log are counted in the result. */
  readonly logs: readonly SkillLog[]
}

/** Is told of a run while it goes on. Whatever it throws, or a promise that it returns rejects with, is dropped. */
export type ProgressObserver = (progress: RunProgress) => unknown

/** As often as an eye can follow. */
const INTERVAL_MS = 50

/** Tells how far one run has come whenever it is looked at and the last time is {@link INTERVAL_MS} ago. */
export class ProgressReporter {
  private readonly report: (progress: RunProgress) => void
  private readonly startedAt: number
  private readonly logs: LogBook
  private reportedAt: number
  private reportedLines = 0

  constructor(
    report: (progress: RunProgress) => void,
    { startedAt, logs }: { readonly startedAt: number; readonly logs: LogBook },
  ) {
    this.report = report
    this.startedAt = startedAt
    this.reportedAt = startedAt
    this.logs = logs
  }

  look(instance: MeteredInstance | undefined): void {
    const now = performance.now()
    if (now - this.reportedAt < INTERVAL_MS) return
    this.reportedAt = now
    const logs = this.logs.since(this.reportedLines)
    this.reportedLines += logs.length
    this.report({
      fuel: instance?.fuelConsumed ?? 0n,
      memoryBytes: instance?.memoryBytes ?? 0,
      elapsedMs: now - this.startedAt,
      logs,
    })
  }
}
