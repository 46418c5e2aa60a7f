import { type Cursor, peek, ScanStop, skipBlank, skipCharacter, skipLineEnd, skipSpaces } from './toml-cursor.ts'
import { addItem, enterKey, type KeyPart, type KeyPosition, positionAt } from './toml-positions.ts'
import { readKeyString, skipString } from './toml-string-scanner.ts'

/** How deep arrays, inline tables and dotted keys may go. */
export const MAX_DEPTH = 32

/**
 * How many keys a document may have, each part of a dotted key counted. An engine without the mending of CVE-2026-21717
 * puts keys that are multiples of 2¹⁵ into one bucket: on Node 20.19.0, 60,000 of them took a Map 16 s; 4,096 take 65 ms.
 */
const MAX_KEYS = 4096

/** How long a number, date or word may be: the time to read a decimal of n digits grows with n² in some engines. */
const MAX_BARE_LENGTH = 256

/** A key with its value, or a header, from `start` up to `end`. */
export interface Statement {
  readonly start: number
  readonly end: number
  readonly isHeader: boolean
}

/** What {@link scanToml} saw. */
export interface TomlScan {
  readonly root: KeyPosition
  /** The whole statements, in order. */
  readonly statements: readonly Statement[]
  /** Where and why the scan ended early; absent when all was read. */
  readonly stop?: { readonly at: number; readonly message: string }
}

/**
 * Finds where each key and value of a TOML text stands, in one pass.
 *
 * It accepts more than TOML allows (it tells neither a bad number nor a key set twice) and never less, so that a text
 * that it stops at is not TOML, or goes beyond {@link MAX_DEPTH}, {@link MAX_KEYS} or {@link MAX_BARE_LENGTH}.
 */
export function scanToml(text: string): TomlScan {
  return scanFrom({ text, at: 0, keyCount: 0 })
}

/** A cursor that counts keys. */
export interface Scanner extends Cursor {
  keyCount: number
}

/** As {@link scanToml}; the cursor only ever moves forward, which is what makes the time linear. */
export function scanFrom(scanner: Scanner): TomlScan {
  const { text } = scanner
  const root = positionAt(0)
  const statements: Statement[] = []
  let table = root
  try {
    for (skipBlank(scanner); scanner.at < text.length; skipBlank(scanner)) {
      const start = scanner.at
      const isHeader = text[start] === '['
      if (isHeader) table = scanHeader(scanner, root)
      else scanKeyValue(scanner, table, 0)
      const end = scanner.at
      skipLineEnd(scanner)
      statements.push({ start, end, isHeader })
    }
  } catch (error) {
    if (!(error instanceof ScanStop)) throw error
    return { root, statements, stop: { at: error.at, message: error.message } }
  }
  return { root, statements }
}

function scanHeader(scanner: Scanner, root: KeyPosition): KeyPosition {
  const isTableArray = scanner.text.startsWith('[[', scanner.at)
  scanner.at += isTableArray ? 2 : 1
  const parts = scanKey(scanner)
  const to = scanner.at
  skipCharacter(scanner, ']')
  if (isTableArray) skipCharacter(scanner, ']')
  const named = enterKey(root, parts)
  const at = parts.at(-1)?.at ?? to
  if (!isTableArray) return Object.assign(named, { key: at, value: at, to })
  named.isTableArray = true
  return addItem(named, positionAt(at, at, to))
}

function scanKeyValue(scanner: Scanner, table: KeyPosition, depth: number): void {
  const parts = scanKey(scanner)
  skipCharacter(scanner, '=')
  skipSpaces(scanner)
  const position = enterKey(table, parts)
  position.key = parts.at(-1)?.at ?? scanner.at
  scanValue(scanner, position, depth)
}

/** Reads a key up to the `=` or `]` behind it. */
function scanKey(scanner: Scanner): KeyPart[] {
  const parts: KeyPart[] = []
  for (;;) {
    skipSpaces(scanner)
    const at = scanner.at
    if (parts.length === MAX_DEPTH) throw new ScanStop(`a key has at most ${MAX_DEPTH} parts`, at)
    if (++scanner.keyCount > MAX_KEYS) throw new ScanStop(`a document has at most ${MAX_KEYS} keys`, at)
    parts.push({ name: scanKeyPart(scanner), at })
    skipSpaces(scanner)
    if (scanner.text[scanner.at] !== '.') return parts
    scanner.at++
  }
}

const BARE_KEY = /[A-Za-z0-9_-]+/y

function scanKeyPart(scanner: Scanner): string {
  const first = scanner.text[scanner.at]
  if (first === '"' || first === "'") return readKeyString(scanner)
  BARE_KEY.lastIndex = scanner.at
  const name = BARE_KEY.exec(scanner.text)?.[0]
  if (name === undefined)
    throw new ScanStop('a key is missing here: letters, digits, `_` and `-`, or any text in quotes', scanner.at)
  scanner.at += name.length
  return name
}

function scanValue(scanner: Scanner, position: KeyPosition, depth: number): void {
  if (depth > MAX_DEPTH) throw new ScanStop(`values are nested at most ${MAX_DEPTH} deep`, scanner.at)
  position.value = scanner.at
  const first = scanner.text[scanner.at]
  if (first === '"' || first === "'") skipString(scanner)
  else if (first === '[')
    scanList(scanner, ']', () => scanValue(scanner, addItem(position, positionAt(scanner.at)), depth + 1))
  else if (first === '{') scanList(scanner, '}', () => scanKeyValue(scanner, position, depth + 1))
  else skipBare(scanner)
  position.to = scanner.at
}

/** Reads what stands between brackets, separated by commas, with a comma, line ends and comments at will. */
function scanList(scanner: Scanner, close: string, scanItem: () => void): void {
  scanner.at++
  for (;;) {
    skipBlank(scanner)
    if (scanner.text[scanner.at] === close) break
    scanItem()
    skipBlank(scanner)
    if (scanner.text[scanner.at] === close) break
    if (scanner.text[scanner.at] !== ',') throw new ScanStop(`a \`,\` or \`${close}\` is missing here`, scanner.at)
    scanner.at++
  }
  scanner.at++
}

const BARE_VALUE = /[^\s,\]}#]*/y
const DATE = /^\d{4}-\d\d-\d\d$/

/** Skips a number, a boolean or a date. */
function skipBare(scanner: Scanner): void {
  const start = scanner.at
  skipBareWord(scanner)
  // A date and its time may have a space between them.
  const isDate = scanner.at - start === 10 && DATE.test(scanner.text.slice(start, scanner.at))
  if (isDate && peek(scanner) === 0x20 && /\d/.test(scanner.text[scanner.at + 1] ?? '')) {
    scanner.at++
    skipBareWord(scanner)
  }
  if (scanner.at === start) throw new ScanStop('a value is missing here', start)
  if (scanner.at - start > MAX_BARE_LENGTH) {
    throw new ScanStop(`a number, date or word has at most ${MAX_BARE_LENGTH} characters`, start)
  }
}

function skipBareWord(scanner: Scanner): void {
  BARE_VALUE.lastIndex = scanner.at
  scanner.at += BARE_VALUE.exec(scanner.text)?.[0].length ?? 0
}
