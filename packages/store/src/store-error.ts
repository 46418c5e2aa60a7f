import { BlufioError, type BlufioErrorOptions } from '@blufio/core'
import type { SkillChange } from './trust/skill-changes.ts'

/** The codes of {@link StoreError}; docs/errors.md says what each means and what to do. */
export type StoreErrorCode =
  | 'ERR_STORE_ARCHIVE'
  | 'ERR_STORE_BUSY'
  | 'ERR_STORE_CLOSED'
  | 'ERR_STORE_CONTENT_CHANGED'
  | 'ERR_STORE_CONTENT_UNKNOWN'
  | 'ERR_STORE_DAMAGED'
  | 'ERR_STORE_DOCUMENT'
  | 'ERR_STORE_DOWNGRADE'
  | 'ERR_STORE_IN_USE'
  | 'ERR_STORE_NEWER'
  | 'ERR_STORE_NOT_A_STORE'
  | 'ERR_STORE_NOT_APPROVED'
  | 'ERR_STORE_OPTIONS'
  | 'ERR_STORE_PUBLISHER'
  | 'ERR_STORE_PUBLISHER_KEY'
  | 'ERR_STORE_PUBLISHER_NOT_FOUND'
  | 'ERR_STORE_QUOTA'
  | 'ERR_STORE_READ'
  | 'ERR_STORE_ROW'
  | 'ERR_STORE_SIGNATURE'
  | 'ERR_STORE_SIGNATURE_MISSING'
  | 'ERR_STORE_SKILL_EXISTS'
  | 'ERR_STORE_SKILL_NOT_FOUND'
  | 'ERR_STORE_SQLITE'
  | 'ERR_STORE_TEXT'
  | 'ERR_STORE_UNAVAILABLE'
  | 'ERR_STORE_WASM_MISSING'
  | 'ERR_STORE_WRITE'

/** What a {@link StoreError} carries beside its code and message. */
export interface StoreErrorOptions extends BlufioErrorOptions {
  /** The skill that it is about. */
  readonly skillName?: string
  /** The file or folder that it is about. */
  readonly path?: string
  /** What should have been there, such as the digest that was recorded. */
  readonly expected?: string
  /** What was there instead. */
  readonly actual?: string
  /** The part of a skill that it is about: a name of `SKILL_PARTS`, or `row`. */
  readonly part?: string
  /** What would have to be approved. */
  readonly changes?: readonly SkillChange[]
}

/** The one error class of this package; `code` tells what happened. */
export class StoreError extends BlufioError {
  override readonly name: string = 'StoreError'
  declare readonly code: StoreErrorCode
  /** The skill that it is about. */
  declare readonly skillName?: string
  /** The file or folder that it is about. */
  declare readonly path?: string
  /** What should have been there, such as the digest that was recorded. */
  declare readonly expected?: string
  /** What was there instead. */
  declare readonly actual?: string
  /** The part of a skill that it is about: a name of `SKILL_PARTS`, or `row`. */
  declare readonly part?: string
  /** What would have to be approved. */
  declare readonly changes?: readonly SkillChange[]

  constructor(code: StoreErrorCode, message: string, options: StoreErrorOptions = {}) {
    super(code, message, options)
    if (options.skillName !== undefined) this.skillName = options.skillName
    if (options.path !== undefined) this.path = options.path
    if (options.expected !== undefined) this.expected = options.expected
    if (options.actual !== undefined) this.actual = options.actual
    if (options.part !== undefined) this.part = options.part
    if (options.changes !== undefined) this.changes = options.changes
  }
}
