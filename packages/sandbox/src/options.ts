import { SandboxError } from './sandbox-error.ts'

/**
 * Refuses what is no object of options, and an option that there is not: a misspelt one must not become its default.
 *
 * @throws SandboxError `ERR_OPTION`
 */
export function assertNames(what: string, given: unknown, known: readonly string[]): void {
  if (!isObject(given)) throw wrong(what, given, 'an object')
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    throw new SandboxError('ERR_OPTION', `there is no option '${what === 'options' ? '' : `${what}.`}${name}'`, {
      hint: `there are ${known.join(', ')}`,
    })
  }
}

/** Refuses a signal that is none: an AbortController, say. Throws a SandboxError `ERR_OPTION`. */
export function assertSignal(signal: unknown): void {
  // By what it does: a signal can be another realm's.
  if (signal === undefined || (isObject(signal) && 'aborted' in signal && 'addEventListener' in signal)) return
  throw wrong('signal', signal, 'an AbortSignal, such as controller.signal')
}

/** Refuses what should be called and can't be. Throws a SandboxError `ERR_OPTION`. */
export function assertFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrong(name, value, 'a function')
}

/** An option that is not as it must be. */
export function wrong(name: string, value: unknown, expected: string): SandboxError {
  const shown =
    typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : String(value)
  return new SandboxError('ERR_OPTION', `the option '${name}' is ${shown}, expected ${expected}`)
}

/** Whether a value can have properties of its own. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
