import type { LogLevel } from '@blufio/core'
import { GrowableBytes } from './growable-bytes.ts'
import type { LogBook } from './log-book.ts'

const LINE_FEED = 10

/** What a guest prints piece by piece: each line of it is one of the log, also the last, which need not end. */
export class LogStream {
  private readonly logs: LogBook
  private readonly level: LogLevel
  /** Of the line that has not ended: as much as there is room for. */
  private readonly line = new GrowableBytes()
  private lineSize = 0

  constructor(logs: LogBook, level: LogLevel) {
    this.logs = logs
    this.level = level
    logs.beforeEnd(() => {
      if (this.lineSize > 0) this.endLine()
    })
  }

  write(bytes: Uint8Array): void {
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      this.append(bytes.subarray(start, end))
      this.endLine()
      start = end + 1
    }
    this.append(bytes.subarray(start))
  }

  private append(bytes: Uint8Array): void {
    this.lineSize += bytes.length
    this.line.append(bytes.subarray(0, Math.max(0, this.logs.room - this.line.length)))
  }

  private endLine(): void {
    this.logs.add(this.level, this.line.bytes, this.lineSize)
    this.line.resize(0)
    this.lineSize = 0
  }
}
