/** A text and how far it has been read. */
export interface Cursor {
  readonly text: string
  at: number
}

/** Thrown within the scanner, and only there, where a text stops being TOML or goes beyond a limit. */
export class ScanStop extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const HASH = 0x23

/** The code unit at the cursor; NaN at the end. */
export function peek(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.at)
}

/** Skips spaces and tabs. */
export function skipSpaces(cursor: Cursor): void {
  for (let unit = peek(cursor); unit === SPACE || unit === TAB; unit = peek(cursor)) cursor.at++
}

/** Skips spaces, line ends and comments. */
export function skipBlank(cursor: Cursor): void {
  for (;;) {
    skipSpaces(cursor)
    const unit = peek(cursor)
    if (unit === LINE_FEED || unit === CARRIAGE_RETURN) cursor.at++
    else if (unit === HASH) skipComment(cursor)
    else return
  }
}

/** Skips spaces, a comment and the end of the line; stops at anything else. */
export function skipLineEnd(cursor: Cursor): void {
  skipSpaces(cursor)
  if (peek(cursor) === HASH) skipComment(cursor)
  if (cursor.at >= cursor.text.length) return
  if (peek(cursor) === CARRIAGE_RETURN) cursor.at++
  if (peek(cursor) !== LINE_FEED) throw new ScanStop('nothing may follow here on the same line', cursor.at)
  cursor.at++
}

/** Skips `expected`, one character; stops at anything else. */
export function skipCharacter(cursor: Cursor, expected: string): void {
  if (cursor.text[cursor.at] !== expected) throw new ScanStop(`a \`${expected}\` is missing here`, cursor.at)
  cursor.at++
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at)
  cursor.at = end === -1 ? cursor.text.length : end
}
