import { type BlufioError, isBlufioError } from '@blufio/core'

// Node's own errors have codes that start like ours, and the names of the language's classes.
const BUILT_IN = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'URIError', 'EvalError'])

/** Whether `error` was thrown by a package of ours, for its user to read. */
export function isOwnError(error: unknown): error is BlufioError {
  return isBlufioError(error) && !BUILT_IN.has(error.name)
}
