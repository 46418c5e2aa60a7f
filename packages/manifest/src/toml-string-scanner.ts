import { type Cursor, ScanStop } from './toml-cursor.ts'

/** Skips a string of any of TOML's four kinds; the cursor stands on its first quote. */
export function skipString(cursor: Cursor): void {
  const quote = cursor.text[cursor.at]
  const isMultiLine = quote !== undefined && cursor.text.startsWith(quote.repeat(3), cursor.at)
  if (isMultiLine) skipMultiLine(cursor, quote)
  else skipSingleLine(cursor)
}

/** Reads a string on one line, as keys have them, and returns its value; escapes that TOML doesn't know are kept as they are. */
export function readKeyString(cursor: Cursor): string {
  const start = cursor.at
  skipSingleLine(cursor)
  const inner = cursor.text.slice(start + 1, cursor.at - 1)
  return cursor.text[start] === "'" ? inner : decodeEscapes(inner)
}

function skipSingleLine(cursor: Cursor): void {
  const start = cursor.at
  const quote = cursor.text[start]
  for (cursor.at++; cursor.at < cursor.text.length; cursor.at++) {
    const character = cursor.text[cursor.at]
    if (character === quote) {
      cursor.at++
      return
    }
    if (character === '\n') break
    if (character === '\\' && quote === '"') cursor.at++
  }
  throw new ScanStop('this string is not closed on its line', start)
}

function skipMultiLine(cursor: Cursor, quote: string): void {
  const start = cursor.at
  for (cursor.at += 3; cursor.at < cursor.text.length; cursor.at++) {
    const character = cursor.text[cursor.at]
    if (character === '\\' && quote === '"') cursor.at++
    else if (character === quote && cursor.text.startsWith(quote.repeat(2), cursor.at + 1)) {
      cursor.at += 3
      // One or two quotes right before the closing three belong to the string.
      for (let i = 0; i < 2 && cursor.text[cursor.at] === quote; i++) cursor.at++
      return
    }
  }
  throw new ScanStop(`this string has no closing ${quote.repeat(3)}`, start)
}

const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gsu

const CHARACTER_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
  ['"', '"'],
  ['\\', '\\'],
])

function decodeEscapes(text: string): string {
  return text.replace(ESCAPE, (all, x?: string, u?: string, U?: string, character?: string) => {
    if (character !== undefined) return CHARACTER_ESCAPES.get(character) ?? all
    const value = Number.parseInt(x ?? u ?? U ?? '', 16)
    return value <= 0x10ffff ? String.fromCodePoint(value) : all
  })
}
