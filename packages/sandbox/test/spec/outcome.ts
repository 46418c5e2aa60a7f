/** What `run` came to, in words: its results, or how it ended. */
export function outcomeOf(
  run: () => readonly string[],
  tags: ReadonlyMap<string, WebAssembly.Tag> = new Map(),
): string {
  try {
    return ['returned', ...run()].join(' | ')
  } catch (error) {
    return showError(error, tags)
  }
}

/** An error in words: one for every kind of trap, with what it carried for an exception of WebAssembly. */
export function showError(error: unknown, tags: ReadonlyMap<string, WebAssembly.Tag> = new Map()): string {
  if (isException(error)) return `threw ${showException(error, tags)}`
  if (!(error instanceof Error)) return `threw ${typeof error} ${String(error)}`
  // Each engine has its own class and words for a stack that is full.
  if (['RangeError', 'InternalError'].includes(error.name) && /stack|recursion/i.test(error.message)) return 'exhausted'
  if (error instanceof WebAssembly.RuntimeError) return `trapped: ${withoutPlace(error.message)}`
  const code = 'code' in error ? ` ${String(error.code)}` : ''
  return `failed: ${error.name}${code}: ${withoutPlace(error.message)}`
}

/** JavaScriptCore adds the JavaScript in which it happened. */
function withoutPlace(message: string): string {
  return message.replace(/ \(evaluating '.*'\)$/s, '')
}

/** Engines without exceptions have no such class. */
function isException(error: unknown): error is WebAssembly.Exception {
  return WebAssembly.Exception !== undefined && error instanceof WebAssembly.Exception
}

function showException(error: WebAssembly.Exception, tags: ReadonlyMap<string, WebAssembly.Tag>): string {
  const carried = [...tags]
    .filter(([, tag]) => error.is(tag))
    .map(([name, tag]) => `${name}(${argumentsOf(error, tag)})`)
  return `an exception ${carried.join(' ')}`
}

/** All arguments of an exception; reading past the last one throws, which is the only way to learn their number. */
function argumentsOf(error: WebAssembly.Exception, tag: WebAssembly.Tag): string {
  const values: string[] = []
  try {
    for (;;) values.push(String(error.getArg(tag, values.length)))
  } catch {
    return values.join(', ')
  }
}
