import type { LogLevel, SkillLog } from '@blufio/core'
import type { RunLimits } from '../run-limits.ts'
import { logLine } from './log-line.ts'

/** The lines that one run logs, bounded in number, in bytes each and in bytes all together. */
export class LogBook {
  private readonly kept: SkillLog[] = []
  private readonly maxLines: number
  private readonly maxLineBytes: number
  private bytesLeft: number
  private dropped = 0
  private readonly finishers: (() => void)[] = []

  constructor(limits: Pick<RunLimits, 'maxLogLines' | 'maxLogLineBytes' | 'maxLogBytes'>) {
    this.maxLines = limits.maxLogLines
    this.maxLineBytes = limits.maxLogLineBytes
    this.bytesLeft = limits.maxLogBytes
  }

  /** How many bytes the next line can have at most; none when it will be left out. */
  get room(): number {
    return this.kept.length < this.maxLines ? Math.min(this.bytesLeft, this.maxLineBytes) : 0
  }

  /** Keeps a line of `size` bytes, of which there are the first `room` or all in `bytes`; or counts it as left out. */
  add(level: LogLevel, bytes: Uint8Array, size: number): void {
    const { room } = this
    if (room === 0) {
      this.dropped++
      return
    }
    const line = logLine(bytes, { size, room })
    // A line of no bytes takes one, so that there is an end to them.
    this.bytesLeft -= Math.max(line.bytes, 1)
    this.kept.push({ level, message: line.message })
  }

  /** The whole lines behind the first `count`, while the run goes on. */
  since(count: number): readonly SkillLog[] {
    return this.kept.slice(count)
  }

  /** Has `finish` called before the lines are taken: it can add those that have not ended. */
  beforeEnd(finish: () => void): void {
    this.finishers.push(finish)
  }

  /** The lines; a last one tells how many were left out, if any were. */
  get lines(): readonly SkillLog[] {
    for (const finish of this.finishers) finish()
    if (this.dropped === 0) return this.kept
    const leftOut = this.dropped === 1 ? '1 more log line was' : `${this.dropped} more log lines were`
    return [...this.kept, { level: 'warn', message: `${leftOut} left out: the log is full` }]
  }
}
