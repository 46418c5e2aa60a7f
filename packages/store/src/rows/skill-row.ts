import { isSha256Hex, type SkillDocuments, sha256Hex } from '@blufio/core'
import type { SqliteRow, SqliteValue } from '../database/sqlite-database.ts'
import { StoreError } from '../store-error.ts'
import { parseCapabilities } from './capabilities-json.ts'
import type { InstalledSkill, VerificationStatus } from './installed-skill.ts'
import { optional } from './optional.ts'
import { parseParts } from './parts-json.ts'
import { parseResources } from './resources-json.ts'

/** The columns of `installed_skills`. */
export const SKILL_COLUMNS = [
  'name',
  'version',
  'description',
  'author',
  'wasm_path',
  'manifest_toml',
  'capabilities_json',
  'verification_status',
  'installed_at',
  'updated_at',
  'content_hash',
  'signature',
  'publisher_id',
  'publisher_key',
  'resources_json',
  'skill_md',
  'input_schema',
  'output_schema',
  'parts_json',
  'digest',
  'row_digest',
] as const

/** A row of `installed_skills`. */
export type SkillRow = Readonly<Record<(typeof SKILL_COLUMNS)[number], string | null>>

/** The columns that hold a skill's documents. */
const DOCUMENT_COLUMNS = [
  ['SKILL.md', 'skill_md'],
  ['input.schema.json', 'input_schema'],
  ['output.schema.json', 'output_schema'],
] as const satisfies readonly (readonly [keyof SkillDocuments, keyof SkillRow])[]

/** `documents` as columns. */
export function documentColumns(
  documents: SkillDocuments,
): Pick<SkillRow, 'skill_md' | 'input_schema' | 'output_schema'> {
  return {
    skill_md: documents['SKILL.md'] ?? null,
    input_schema: documents['input.schema.json'] ?? null,
    output_schema: documents['output.schema.json'] ?? null,
  }
}

/** Apart from the row's own digest: what may change without the skill becoming another. */
const NOT_APPROVED: readonly string[] = ['wasm_path', 'installed_at', 'updated_at', 'row_digest']

/** A digest of all that a row says of a skill and that was approved with it: an edited row no longer fits its own. */
export function rowDigest(row: Omit<SkillRow, 'row_digest'> | SqliteRow): Promise<string> {
  const record: SqliteRow = row
  const approved = SKILL_COLUMNS.filter((column) => !NOT_APPROVED.includes(column)).map(
    (column) => record[column] ?? null,
  )
  return sha256Hex(new TextEncoder().encode(`blufio-registry-row-v1\0${JSON.stringify(approved)}`))
}

const STATUSES: readonly SqliteValue[] = ['unverified', 'verified', 'failed'] satisfies VerificationStatus[]

/** The skill that `row` holds. Throws `ERR_STORE_ROW` when a column of it makes no sense. */
export function readRow(row: SqliteRow): InstalledSkill {
  const capabilities = parseCapabilities(requiredText(row, 'capabilities_json'))
  if (capabilities === undefined) throw unreadable(row, 'capabilities_json')
  const verificationStatus = row['verification_status']
  if (!isStatus(verificationStatus)) throw unreadable(row, 'verification_status')
  const publisherKey = textOf(row, 'publisher_key')
  for (const column of ['content_hash', 'digest'] as const) {
    const hash = textOf(row, column)
    if (hash !== undefined && !isSha256Hex(hash)) throw unreadable(row, column)
  }
  return {
    name: requiredText(row, 'name'),
    version: requiredText(row, 'version'),
    description: requiredText(row, 'description'),
    ...optional('author', textOf(row, 'author')),
    wasmPath: requiredText(row, 'wasm_path'),
    manifestToml: requiredText(row, 'manifest_toml'),
    capabilities,
    ...optional('resources', parsed(row, 'resources_json', parseResources)),
    documents: Object.fromEntries(
      DOCUMENT_COLUMNS.flatMap(([name, column]) => {
        const text = textOf(row, column)
        return text === undefined ? [] : [[name, text]]
      }),
    ),
    // The Rust original calls what has a signature of the module alone verified, too.
    verificationStatus:
      verificationStatus === 'verified' && publisherKey === undefined ? 'unverified' : verificationStatus,
    installedAt: requiredText(row, 'installed_at'),
    updatedAt: requiredText(row, 'updated_at'),
    ...optional('digest', textOf(row, 'digest')),
    ...optional('parts', parsed(row, 'parts_json', parseParts)),
    ...optional('contentHash', textOf(row, 'content_hash')),
    ...optional('signature', textOf(row, 'signature')),
    ...optional('publisherId', textOf(row, 'publisher_id')),
    ...optional('publisherKey', publisherKey),
  }
}

function parsed<T>(row: SqliteRow, column: keyof SkillRow, parse: (text: string) => T | undefined): T | undefined {
  const text = textOf(row, column)
  if (text === undefined) return undefined
  const value = parse(text)
  if (value === undefined) throw unreadable(row, column)
  return value
}

function requiredText(row: SqliteRow, column: keyof SkillRow): string {
  const text = textOf(row, column)
  if (text === undefined) throw unreadable(row, column)
  return text
}

function textOf(row: SqliteRow, column: keyof SkillRow): string | undefined {
  const value = row[column] ?? null
  if (value === null) return undefined
  if (typeof value !== 'string') throw unreadable(row, column)
  return value
}

function isStatus(value: SqliteValue | undefined): value is VerificationStatus {
  return value !== undefined && STATUSES.includes(value)
}

function unreadable(row: SqliteRow, column: string): StoreError {
  const name = String(row['name'])
  return new StoreError('ERR_STORE_ROW', `the column ${column} of the installed skill '${name}' can't be understood`, {
    skillName: name,
    actual: String(row[column]).slice(0, 200),
    hint: `remove '${name}' and install it again`,
  })
}
