const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Calls `action` with a signal that the first Ctrl-C (or SIGTERM) aborts; a second one ends the process as usual. */
export async function untilInterrupted<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const abort = () => {
    release()
    controller.abort()
  }
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, abort)
  }
  for (const signal of SIGNALS) process.on(signal, abort)
  try {
    return await action(controller.signal)
  } finally {
    release()
  }
}
