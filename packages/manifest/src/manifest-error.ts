import { BlufioError, type BlufioErrorOptions } from '@blufio/core'

/** One thing that is wrong with a document. Every text in it is safe to print on a terminal. */
export interface ManifestIssue {
  /** The key as TOML writes it, with `[0]` for the first item of a list; empty for the document as a whole. */
  readonly path: string
  /** What is wrong, and where it helps, what to write instead. */
  readonly message: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units, as JavaScript and most editors count. */
  readonly column: number
  /** What may stand there. */
  readonly expected?: string
  /** What stands there, as written, shortened. */
  readonly received?: string
}

/** How many issues a {@link ManifestError} holds at most; a hostile document could have hundreds of thousands. */
export const MAX_REPORTED_ISSUES = 100

/** What a {@link ManifestError} carries beside its code and message. */
export interface ManifestErrorOptions extends BlufioErrorOptions {
  readonly issues?: readonly ManifestIssue[]
  readonly omittedIssues?: number
}

/**
 * A skill.toml or blufio.toml that can't be used. Its message lists every issue with line and column.
 *
 * `code` is `ERR_MANIFEST_…` for a skill.toml and `ERR_CONFIG_…` for a blufio.toml, followed by `NOT_FOUND`,
 * `UNREADABLE`, `ENCODING`, `TOO_LARGE`, `SYNTAX`, `INVALID` or `ARGUMENT`.
 */
export class ManifestError extends BlufioError {
  override readonly name: string = 'ManifestError'
  /** In the order of the document, at most {@link MAX_REPORTED_ISSUES}; empty when no document was read. */
  readonly issues: readonly ManifestIssue[]
  /** How many further issues there are. */
  readonly omittedIssues: number

  constructor(code: string, message: string, options: ManifestErrorOptions = {}) {
    super(code, message, options)
    this.issues = options.issues ?? []
    this.omittedIssues = options.omittedIssues ?? 0
  }
}
