// Registered, so that two copies of this package share it.
const BRAND: symbol = Symbol.for('@blufio/core.BlufioError')

/** What a {@link BlufioError} carries beside its code and message. */
export interface BlufioErrorOptions {
  /** What the reader can do about it, as one sentence. */
  readonly hint?: string
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * The base of every error that the Blufio packages throw.
 *
 * Recognise one by its `code`, which stays the same from version to version; never by its text, and not by
 * `instanceof`, which fails when a program holds two copies of a package.
 */
export class BlufioError extends Error {
  override readonly name: string = 'BlufioError'
  /** A stable name such as `ERR_SKILL_NAME`; all are listed in docs/errors.md. */
  readonly code: string
  /** What the reader can do about it. */
  declare readonly hint?: string

  constructor(code: string, message: string, options: BlufioErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
    if (options.hint !== undefined) this.hint = options.hint
  }
}

/** Whether `value` is an error of the Blufio packages, whichever copy of the class made it. */
export function isBlufioError(value: unknown): value is BlufioError {
  return value instanceof Error && BRAND in value
}
