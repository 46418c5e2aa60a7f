import { readFileSync, writeFileSync } from 'node:fs'

/** Begins to watch how much memory this process holds; the function that it returns tells the most so far, in bytes of RSS. */
export function watchPeakMemory(): () => number {
  try {
    // `getrusage` would go on to tell of the peak before, even of the parent's.
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Elsewhere than on Linux, what it holds in the end has to do.
    return () => process.memoryUsage().rss
  }
  return () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}
