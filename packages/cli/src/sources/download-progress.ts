import { sizeWords } from '../amount-words.ts'
import { safeLine } from '../terminal-text.ts'
import type { DownloadOptions } from './download.ts'

const EVERY_MS = 100

/** Shows how far a download is. */
export interface DownloadProgress {
  readonly onProgress: NonNullable<DownloadOptions['onProgress']>
  /** Takes the line away again. */
  readonly end: () => void
}

/** A line on standard error about the download of `name`, at a terminal and where no program reads the result. */
export function downloadProgress(name: string, { json }: { readonly json: boolean }): DownloadProgress {
  const { stderr } = process
  if (json || !stderr.isTTY) return { onProgress() {}, end() {} }
  const words = `fetching ${safeLine(name)}`
  let shownAt = 0
  return {
    onProgress(received, expected) {
      if (Date.now() - shownAt < EVERY_MS) return
      shownAt = Date.now()
      const of = expected === undefined ? '' : ` of ${sizeWords(expected)}`
      const line = `${words}  ${sizeWords(received)}${of}`
      // Cut off, as a line that wraps can't be taken away again.
      stderr.write(`\r\u001b[K${line.slice(-(stderr.columns || 80) + 1)}`)
    },
    end() {
      if (shownAt > 0) stderr.write('\r\u001b[K')
    },
  }
}
