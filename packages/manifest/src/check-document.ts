import { nearestName } from '@blufio/core'
import * as v from 'valibot'
import { documentError } from './document-kind.ts'
import type { ManifestIssue } from './manifest-error.ts'
import { printable } from './printable.ts'
import { isTable, type TomlSchema } from './schema-parts.ts'
import { descriptionAt, entriesOf, itemOf } from './schema-walk.ts'
import type { DocumentSource, TomlDocument } from './toml-document.ts'
import { formatPath } from './toml-path.ts'
import { nearestPosition, type PathPart } from './toml-positions.ts'

/** What `schema` makes of `document`; throws a ManifestError `…_INVALID` with all that breaks a rule, unknown keys included. */
export function checkDocument<Output>(
  document: TomlDocument,
  schema: TomlSchema<Output>,
  source: DocumentSource,
): Output {
  const result = v.safeParse(schema, document.table)
  const issues = unknownKeyIssues(document, schema)
  if (!result.success) issues.push(...result.issues.map((issue) => ruleIssue(document, schema, issue)))
  if (result.success && issues.length === 0) return result.output
  throw documentError(source.kind, { reason: 'INVALID', issues, file: source.file })
}

function ruleIssue(document: TomlDocument, schema: TomlSchema<unknown>, issue: v.BaseIssue<unknown>): ManifestIssue {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const description = descriptionAt(schema, path)
  const expected = description === undefined ? {} : { expected: description }
  const parent = nearestPosition(document.positions, path.slice(0, -1))
  const isMissing = issue.path?.at(-1)?.value === undefined
  if (isMissing)
    return { path: formatPath(path), message: 'is missing', ...document.lines.placeOf(parent.value), ...expected }
  const { value, to } = nearestPosition(document.positions, path)
  const isOwnMessage = issue.type === 'raw_check' || issue.type === 'max_length'
  return {
    path: formatPath(path),
    message: isOwnMessage ? issue.message : typeProblem(issue.input),
    ...document.lines.placeOf(value),
    ...expected,
    ...receivedWords(issue.input, isOwnMessage, document.text.slice(value, to)),
  }
}

/** A table is not shown; what a rule says of one tells enough. */
function receivedWords(input: unknown, isOwnMessage: boolean, written: string): Pick<ManifestIssue, 'received'> {
  if (!isTable(input)) return { received: printable(written) }
  return isOwnMessage ? {} : { received: 'a table' }
}

/** What is wrong with a value of a type that the rule doesn't take. */
function typeProblem(value: unknown): string {
  if (typeof value === 'string') return 'is a string'
  if (typeof value === 'bigint') return 'is an integer'
  if (typeof value === 'boolean') return 'is a boolean'
  if (Array.isArray(value)) return 'is a list'
  if (isTable(value)) return 'is a table'
  if (typeof value !== 'number') return 'is a date'
  if (Number.isNaN(value)) return 'is not a number'
  return Number.isSafeInteger(value) ? `is a float; the integer is written ${value}` : 'is a float'
}

/** An issue for each key that the schema doesn't have, where it has a table. */
function unknownKeyIssues(document: TomlDocument, schema: TomlSchema<unknown>): ManifestIssue[] {
  const issues: ManifestIssue[] = []
  visit(schema, document.table, [])
  return issues

  function visit(tableSchema: v.GenericSchema, value: unknown, path: readonly PathPart[]): void {
    const entries = entriesOf(tableSchema)
    const item = itemOf(tableSchema)
    if (item !== undefined && Array.isArray(value))
      for (const [i, each] of value.entries()) visit(item, each, [...path, i])
    if (entries === undefined || !isTable(value)) return
    const known = Object.keys(entries)
    for (const key of Object.keys(value)) {
      const inner = Object.hasOwn(entries, key) ? entries[key] : undefined
      if (inner === undefined) issues.push(unknownKeyIssue(document, [...path, key], known))
      else visit(inner, value[key], [...path, key])
    }
  }
}

function unknownKeyIssue(document: TomlDocument, path: readonly PathPart[], known: readonly string[]): ManifestIssue {
  const nearest = nearestName(String(path.at(-1)), known)
  return {
    path: formatPath(path),
    message: nearest === undefined ? 'is not a known key' : `is not a known key; did you mean "${nearest}"?`,
    ...document.lines.placeOf(nearestPosition(document.positions, path).key),
    expected: known.length === 1 ? `${known[0]}` : `one of ${known.join(', ')}`,
  }
}
