import { parse, TomlError, type TomlTable } from 'smol-toml'
import { type DocumentKind, documentError } from './document-kind.ts'
import { LineIndex } from './line-index.ts'
import type { ManifestError, ManifestIssue } from './manifest-error.ts'
import { printable } from './printable.ts'
import type { KeyPosition } from './toml-positions.ts'
import { MAX_DEPTH, type Statement, scanToml, type TomlScan } from './toml-scanner.ts'

/** The largest document that is read, in bytes of UTF-8: 1 MiB. */
export const MAX_DOCUMENT_BYTES = 1_048_576

/** How many faulty statements are passed over to find further ones; each costs another parse. */
const MAX_RETRIES = 8

/** A TOML text with its values and where they stand. */
export interface TomlDocument {
  readonly text: string
  /** Tables without a prototype, integers as bigint, dates as TomlDate. */
  readonly table: TomlTable
  readonly positions: KeyPosition
  readonly lines: LineIndex
}

/** What the reader of a document is told about it. */
export interface DocumentSource {
  readonly kind: DocumentKind
  readonly file: string | undefined
}

/**
 * Reads `toml` in time linear in its length. Throws a {@link ManifestError} `…_TOO_LARGE` or `…_SYNTAX`.
 * A byte order mark at its start counts for nothing.
 */
export function readTomlDocument(toml: string, source: DocumentSource): TomlDocument {
  assertSize(toml, source)
  const text = toml.startsWith('\ufeff') ? toml.slice(1) : toml
  const lines = new LineIndex(text)
  const loneSurrogate = text.search(/\p{Cs}/u)
  if (loneSurrogate !== -1)
    throw syntaxError([{ at: loneSurrogate, message: 'half a surrogate pair is not a character' }], lines, source)
  const scan = scanToml(text)
  // What the scanner did not see stays unseen by the parser, which has no limits on keys and numbers.
  const checked = scan.stop === undefined ? text : text.slice(0, scan.statements.at(-1)?.end ?? 0)
  const parsed = parseStatements(checked, scan, lines)
  const faults = scan.stop === undefined ? parsed.faults : [...parsed.faults, scan.stop]
  if (parsed.table === undefined || faults.length > 0) throw syntaxError(faults, lines, source, parsed.cause)
  return { text, table: parsed.table, positions: scan.root, lines }
}

function assertSize(toml: string, source: DocumentSource): void {
  // A code unit takes at most three bytes.
  if (toml.length * 3 <= MAX_DOCUMENT_BYTES) return
  const isTooLarge = toml.length > MAX_DOCUMENT_BYTES || new TextEncoder().encode(toml).length > MAX_DOCUMENT_BYTES
  if (isTooLarge) throw tooLargeError(source)
}

/** The error for a document beyond {@link MAX_DOCUMENT_BYTES}. */
export function tooLargeError(source: DocumentSource): ManifestError {
  const message = `the document is larger than ${MAX_DOCUMENT_BYTES} bytes, the most that is read`
  return documentError(source.kind, {
    reason: 'TOO_LARGE',
    issues: [{ path: '', message, line: 1, column: 1 }],
    file: source.file,
  })
}

interface Fault {
  readonly at: number
  readonly message: string
  readonly expected?: string
}

interface ParsedStatements {
  readonly table?: TomlTable
  readonly faults: readonly Fault[]
  readonly cause?: unknown
}

/** Parses `text`; at a fault, once more without the statement that has it, to tell of several at once. */
function parseStatements(text: string, scan: TomlScan, lines: LineIndex): ParsedStatements {
  const faults: Fault[] = []
  let rest = text
  let cause: unknown
  while (faults.length <= MAX_RETRIES) {
    try {
      const table = parse(rest, { integersAsBigInt: true, maxDepth: MAX_DEPTH + 2, useLegacyDate: true })
      return { table, faults, cause }
    } catch (error) {
      cause ??= error
      const fault = faultOf(error, lines)
      faults.push(fault)
      const statement = statementAt(scan.statements, fault.at)
      // Without its header, a table's keys would seem to be set twice.
      if (statement === undefined || statement.isHeader) break
      rest = blankOut(rest, statement)
    }
  }
  return { faults, cause }
}

/** What TOML knows as a value. */
const A_VALUE = 'a text in quotes, a number, true, false, a date, `[…]` or `{…}`'

function faultOf(error: unknown, lines: LineIndex): Fault {
  if (!(error instanceof TomlError)) return { at: 0, message: 'the document could not be read' }
  const message = /^Invalid TOML document: ([^\n]*)/.exec(error.message)?.[1] ?? 'the document is not TOML'
  const at = lines.offsetOf(error)
  return message === 'invalid value' ? { at, message, expected: A_VALUE } : { at, message }
}

function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((statements[middle]?.end ?? 0) < offset) low = middle + 1
    else high = middle
  }
  const statement = statements[low]
  return statement !== undefined && statement.start <= offset ? statement : undefined
}

/** `text` with spaces for a statement, so that all else keeps its place. */
function blankOut(text: string, { start, end }: Statement): string {
  const blank = text.slice(start, end).replace(/[^\n]/g, ' ')
  return text.slice(0, start) + blank + text.slice(end)
}

function syntaxError(
  faults: readonly Fault[],
  lines: LineIndex,
  source: DocumentSource,
  cause?: unknown,
): ManifestError {
  const issues: ManifestIssue[] = faults.map(({ at, message, expected }) => ({
    path: '',
    message: printable(message, 200),
    ...lines.placeOf(at),
    ...(expected === undefined ? {} : { expected }),
  }))
  return documentError(source.kind, { reason: 'SYNTAX', issues, file: source.file, cause })
}
