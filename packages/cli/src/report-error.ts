import { isBlufioError } from '@blufio/core'
import { TERMINAL_HINTS } from './terminal-hints.ts'
import { coloured, safeJson, safeLine, safeText } from './terminal-text.ts'

/**
 * Prints `error`: as text on standard error; with `json` as the one JSON value on standard output,
 * `{ "error": { "code", "message", "hint"?, … } }`, with the fields that the error carries, such as `issues`.
 */
export function reportError(error: unknown, { json }: { readonly json: boolean }): void {
  const debug = (process.env['BLUFIO_DEBUG'] ?? '') !== ''
  const known = describeError(error)
  if (json) process.stdout.write(`${safeJson({ error: known })}\n`)
  else {
    process.stderr.write(`${coloured('red', 'error')} ${shownMessage(known)} (${known.code})\n`)
    if (known.hint !== undefined) process.stderr.write(`${coloured('cyan', 'hint')}  ${safeLine(known.hint)}\n`)
  }
  if (debug && error instanceof Error) process.stderr.write(`${safeText(error.stack ?? '')}\n`)
}

/** An error in plain data. */
export interface DescribedError {
  readonly code: string
  readonly message: string
  readonly hint?: string
}

// Only the list of a manifest's problems has lines, which are quoted already; any other line feed was somebody's input.
function shownMessage({ code, message }: DescribedError): string {
  return /^ERR_(?:MANIFEST|CONFIG)_/.test(code) ? safeText(message) : safeLine(message)
}

/** `error` as JSON shows it: with its code, the hint for a terminal, and its own fields. */
export function describeError(error: unknown): DescribedError {
  if (isBlufioError(error)) {
    const { name: _, code, message, hint: own, ...fields } = { ...error, message: error.message }
    const hint = TERMINAL_HINTS[code] ?? own
    return { code, message, ...(hint === undefined ? {} : { hint }), ...fields }
  }
  return {
    code: 'ERR_CLI_INTERNAL',
    message: `this is a fault of blufio: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'set BLUFIO_DEBUG=1 to see where it happened, and report it',
  }
}
