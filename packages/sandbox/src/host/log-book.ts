import type { LogLevel, SkillLog } from '@blufio/core'

/** The lines that one run logs, bounded in number and in bytes. */
export class LogBook {
  private readonly kept: SkillLog[] = []
  private readonly maxLines: number
  private bytesLeft: number
  private dropped = 0

  constructor(limits: { maxLogLines: number; maxLogBytes: number }) {
    this.maxLines = limits.maxLogLines
    this.bytesLeft = limits.maxLogBytes
  }

  /** How many bytes the next line can have at most. */
  get room(): number {
    return this.kept.length < this.maxLines ? this.bytesLeft : 0
  }

  /** Keeps a line that takes `bytes`. */
  add(level: LogLevel, message: string, bytes: number): void {
    this.bytesLeft -= bytes
    this.kept.push({ level, message })
  }

  /** Notes a line that there was no room for. */
  drop(): void {
    this.dropped++
  }

  /** The lines; a last one tells how many were left out, if any were. */
  get lines(): readonly SkillLog[] {
    if (this.dropped === 0) return this.kept
    return [...this.kept, { level: 'warn', message: `${this.dropped} more log lines were left out: the log is full` }]
  }
}
