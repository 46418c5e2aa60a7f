import { BlufioError } from '@blufio/core'

/** The codes of a {@link RewriteError}. */
export type RewriteErrorCode =
  | 'ERR_WASM_NOT_BYTES'
  | 'ERR_WASM_INVALID'
  | 'ERR_WASM_MALFORMED'
  | 'ERR_WASM_TOO_LARGE'
  | 'ERR_WASM_UNSUPPORTED'
  | 'ERR_WASM_MEMORY_LIMIT'
  | 'ERR_WASM_TABLE_LIMIT'
  | 'ERR_WASM_HEAP_LIMIT'

/** Why a module can't be rewritten; thrown before anything of it runs. */
export class RewriteError extends BlufioError {
  override readonly name = 'RewriteError'
  declare readonly code: RewriteErrorCode
  /** Where in the module, in bytes from its start, when one place is at fault. */
  declare readonly offset?: number

  constructor(
    code: RewriteErrorCode,
    message: string,
    options: { offset?: number; hint?: string; cause?: unknown } = {},
  ) {
    const { offset, ...rest } = options
    super(code, offset === undefined ? message : `${message} (at byte ${offset})`, rest)
    if (offset !== undefined) this.offset = offset
  }

  /** The error that another thread told of in these words. */
  static restore(code: RewriteErrorCode, message: string, fields: { offset?: number; hint?: string }): RewriteError {
    const { offset, ...rest } = fields
    return Object.assign(new RewriteError(code, message, rest), offset === undefined ? {} : { offset })
  }
}
