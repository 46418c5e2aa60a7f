import { formatSignature } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import type { InstalledSkill, SkillChange, SkillPackage, SkillStore } from '@blufio/store'
import type { OpenedSkill } from '../opening/opened-skill.ts'

/** The name of the page's registry in the browser's storage. */
const REGISTRY = 'skill-runner'
/** Set once a skill was kept: until then nobody has to wait for SQLite. */
const USED = 'skill-runner.keeps'

let opened: Promise<SkillStore> | undefined

function store(): Promise<SkillStore> {
  opened ??= open().catch((error: unknown) => {
    // The next try may find what this one lacked.
    opened = undefined
    throw error
  })
  return opened
}

async function open(): Promise<SkillStore> {
  const [{ openSkillStore }, { default: sqliteWasm }] = await Promise.all([
    import('@blufio/store'),
    import('sql.js/dist/sql-wasm-browser.wasm?url'),
  ])
  return openSkillStore({ name: REGISTRY, sqliteWasm: new URL(sqliteWasm, document.baseURI) })
}

/** Whether this browser was ever asked to keep a skill here. */
export function keepsSkills(): boolean {
  return localStorage.getItem(USED) !== null
}

/** The skills that are kept, by name. Throws what opening the store throws. */
export async function keptSkills(): Promise<readonly InstalledSkill[]> {
  return keepsSkills() ? (await store()).list() : []
}

/** What would change of the kept skill of its name if `skill` took its place; `undefined` when none is kept. */
export async function keptChanges(skill: SkillPackage): Promise<KeptState> {
  if (!keepsSkills()) return { version: undefined, isSame: false, changes: [] }
  const { installed, changes, digest } = await (await store()).review(skill)
  return { version: installed?.version, isSame: installed?.digest === digest, changes }
}

/** How a skill stands to the kept one of its name. */
export interface KeptState {
  /** Of the kept one. */
  readonly version: string | undefined
  /** Whether it is the kept one, byte for byte, and so approved already. */
  readonly isSame: boolean
  readonly changes: readonly SkillChange[]
}

/** Keeps `skill`, whose `digest` the visitor approved, in the place of the kept one of its name if there is one. */
export async function keepSkill(skill: SkillPackage, digest: string): Promise<void> {
  const registry = await store()
  const isThere = (await registry.get(skill.manifest.name)) !== undefined
  const options = { approved: digest, allowDowngrade: true }
  await (isThere ? registry.update(skill, options) : registry.install(skill, options))
  localStorage.setItem(USED, 'yes')
}

/** A kept skill, compared byte for byte with what was approved. Throws `ERR_STORE_CONTENT_CHANGED` and what the store throws. */
export async function openKept(name: string): Promise<OpenedSkill> {
  const { skill, wasm } = await (await store()).readSkill(name)
  const { manifestToml, documents = {} } = skill
  const manifest = parseManifest(manifestToml, { file: `skill.toml of ${name}` })
  const signature = signatureText(skill)
  const kept = { manifest, manifestToml, wasm, documents, origin: 'kept in this browser' }
  return signature === undefined ? kept : { ...kept, signature }
}

// The file that it came with is not kept, only what stood in it.
function signatureText({
  publisherId,
  publisherKey,
  signature,
  digest,
  contentHash,
}: InstalledSkill): string | undefined {
  if (publisherId === undefined || signature === undefined) return undefined
  if (publisherKey !== undefined && digest !== undefined)
    return formatSignature({ covers: 'skill', publisherId, publicKey: publisherKey, digest, signature })
  return `publisher_id=${publisherId}\ncontent_hash=${contentHash ?? ''}\nsignature=${signature}\n`
}

/** Forgets a kept skill. */
export async function forgetSkill(name: string): Promise<void> {
  await (await store()).remove(name)
}
