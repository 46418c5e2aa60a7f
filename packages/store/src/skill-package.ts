import { assertSkillName, SKILL_DOCUMENTS, type SkillContent, type SkillManifest } from '@blufio/core'
import { isRecord, parseJson } from './rows/json-record.ts'
import { StoreError } from './store-error.ts'

/** A skill as it is handed to the store: what was parsed, and what is kept of it. */
export interface SkillPackage extends SkillContent {
  /** What `manifestToml` says, parsed. */
  readonly manifest: SkillManifest
  /** The text of its signature's file, a `skill.sig` or, of the Rust original, a `.sig` beside the module. */
  readonly signature?: string
}

/** The longest document, in UTF-16 code units: more than a model reads at once. */
const MAX_DOCUMENT_LENGTH = 1_048_576

/**
 * Throws when `skill` can't be stored as it is: `ERR_SKILL_NAME` for its name, `ERR_STORE_TEXT` for a text that would be read back
 * changed, and `ERR_STORE_DOCUMENT` for a document that is none of a skill's, too long, or no JSON Schema where it should be.
 */
export function assertStorable({ manifest, manifestToml, documents = {} }: SkillPackage): void {
  const { name } = manifest
  assertSkillName(name)
  for (const [document, text] of Object.entries(documents)) assertDocument(name, document, text)
  const texts = {
    version: manifest.version,
    description: manifest.description,
    author: manifest.author ?? '',
    manifestToml,
    ...documents,
    capabilities: [
      ...(manifest.capabilities.network?.domains ?? []),
      ...(manifest.capabilities.filesystem?.read ?? []),
      ...(manifest.capabilities.filesystem?.write ?? []),
      ...manifest.capabilities.env,
    ].join(),
  }
  for (const [field, text] of Object.entries(texts)) assertText(name, field, text)
}

function assertDocument(skillName: string, document: string, text: string): void {
  const problem = documentProblem(document, text)
  if (problem === undefined) return
  throw new StoreError(
    'ERR_STORE_DOCUMENT',
    `${JSON.stringify(document.slice(0, 80))} of skill '${skillName}' ${problem}`,
    {
      skillName,
      hint: `a skill has ${SKILL_DOCUMENTS.join(', ')}; correct it, or leave it out`,
    },
  )
}

function documentProblem(document: string, text: string): string | undefined {
  if (!SKILL_DOCUMENTS.some((known) => known === document)) return 'is no document that a skill can have'
  if (text.length > MAX_DOCUMENT_LENGTH) return `has ${text.length} characters, more than ${MAX_DOCUMENT_LENGTH}`
  const isSchema = document.endsWith('.json')
  return isSchema && !isRecord(parseJson(text)) ? 'is no JSON Schema: it is not a JSON object' : undefined
}

function assertText(skillName: string, field: string, text: string): void {
  // SQLite gives a text back without its mark, and what was approved with it would be another.
  const problem = text.startsWith('\uFEFF') ? 'begins with a byte order mark' : 'holds half of a surrogate pair'
  if (!text.startsWith('\uFEFF') && !/\p{Surrogate}/u.test(text)) return
  throw new StoreError('ERR_STORE_TEXT', `the ${field} of skill '${skillName}' ${problem}`, {
    skillName,
    hint: 'save its files as UTF-8 without a byte order mark',
  })
}
