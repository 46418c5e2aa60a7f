import { assertPublicKey, assertPublisherId, isSha256Hex, type Publisher, type SkillManifest } from '@blufio/core'
import { type Ask, LiveDatabase } from './database/live-database.ts'
import type { SqliteDatabase, SqliteEngine } from './database/sqlite-database.ts'
import type { InstalledSkill } from './rows/installed-skill.ts'
import {
  allNames,
  allSkills,
  deleteSkill,
  findRow,
  findSkill,
  isContentNamed,
  putSkill,
} from './rows/installed-skills.ts'
import { optional } from './rows/optional.ts'
import { readRow } from './rows/skill-row.ts'
import { assertStorable, type SkillPackage } from './skill-package.ts'
import type { StoreBacking } from './storage/store-backing.ts'
import { StoreError } from './store-error.ts'
import {
  assertApproved,
  assertChangesApproved,
  changesTo,
  downgradeRefused,
  isDowngrade,
  type ProposedSkill,
  proposeSkill,
  rowOf,
} from './trust/proposed-skill.ts'
import {
  allPublishers,
  deletePublisher,
  findPublisher,
  putPublisher,
  type TrustedPublisher,
} from './trust/publisher-keys.ts'
import { proposeInstalled } from './trust/skill-approval.ts'
import type { SkillChange } from './trust/skill-changes.ts'
import { assertIntact, assertUnedited, type Evidence, type StoredSkill } from './trust/skill-integrity.ts'
import { assertTrusted, trustOnFirstUse } from './trust/skill-signatures.ts'

/** What is known of a skill before it is installed. */
export interface SkillReview extends Omit<ProposedSkill, 'skill' | 'contentHash'> {
  /** The key that is trusted for who signed all of it; `undefined` when there is none yet. */
  readonly trusted: TrustedPublisher | undefined
  /** What is installed under its name. */
  readonly installed: InstalledSkill | undefined
  /** What would change; empty when nothing is installed. */
  readonly changes: readonly SkillChange[]
  readonly isDowngrade: boolean
  /** Whether a person has to approve the digest first: it is new, or may do more, or says something else of itself. */
  readonly needsApproval: boolean
}

/** What was agreed to beforehand. */
export interface UpdateOptions {
  /** The digest that was approved: anything else is refused. */
  readonly approved?: string
  /** Whether a lower version may take the place of a higher one. */
  readonly allowDowngrade?: boolean
}

/** What is wrong with a registry: with a skill in it, or with the file itself. */
export interface StoreFault {
  /** Absent when it is the file. */
  readonly skillName?: string
  readonly error: unknown
}

/**
 * The registry of installed skills. Opened by `openSkillStore`.
 *
 * A change is durable when its promise resolves, and has left everything as it was when it rejects. Every method
 * throws `ERR_STORE_CLOSED` after `close`, and what docs/errors.md lists for a file that can't be read or written.
 */
export class SkillStore {
  readonly #backing: StoreBacking
  readonly #database: LiveDatabase

  private constructor(backing: StoreBacking, database: LiveDatabase) {
    this.#backing = backing
    this.#database = database
  }

  /**
   * Opens the registry that `backing` keeps, and creates it when there is none. With `readOnly` it writes nothing, and
   * every change throws `ERR_STORE_WRITE`.
   */
  static async open(
    engine: SqliteEngine,
    backing: StoreBacking,
    options: { readonly readOnly?: boolean } = {},
  ): Promise<SkillStore> {
    const database = new LiveDatabase(engine, backing, options)
    try {
      await database.prepare()
    } catch (error) {
      await database.close()
      throw error
    }
    return new SkillStore(backing, database)
  }

  /**
   * What there is to know about `skill` before it is installed, or takes the place of the installed one; changes nothing.
   * Throws what {@link install} and {@link update} would throw whatever was approved.
   */
  async review(skill: SkillPackage): Promise<SkillReview> {
    assertStorable(skill)
    const proposed = await proposeSkill(copyOf(skill))
    const { digest, parts, signature } = proposed
    await this.#assertUnedited(skill.manifest.name)
    return this.#database.read((database) => {
      const installed = this.#placed(findSkill(database, skill.manifest.name))
      assertTrusted(database, { name: skill.manifest.name, signature, installed })
      const changes = installed ? changesTo(installed, proposed) : []
      return {
        digest,
        parts,
        signature,
        trusted: signature?.covers === 'skill' ? findPublisher(database, signature.publisherId) : undefined,
        installed,
        changes,
        isDowngrade: installed !== undefined && isDowngrade(installed, proposed),
        needsApproval: installed === undefined || changes.some((change) => change.needsApproval),
      }
    })
  }

  /**
   * Adds a skill, which is thereby approved as it is; with `approved` only when it has that digest.
   *
   * Throws `ERR_STORE_SKILL_EXISTS` when its name is taken, `ERR_STORE_NOT_APPROVED`, `ERR_STORE_SIGNATURE` and
   * `ERR_STORE_PUBLISHER_KEY` for a signature that does not hold or is not by the trusted key, `ERR_SKILL_NAME` when its name
   * is none, and `ERR_STORE_TEXT` when a text of it can't be stored.
   */
  async install(skill: SkillPackage, { approved }: Pick<UpdateOptions, 'approved'> = {}): Promise<InstalledSkill> {
    return this.#put(skill, {
      approved,
      admit: (database, proposed) => {
        const { name } = proposed.skill.manifest
        if (findRow(database, name)) {
          throw new StoreError('ERR_STORE_SKILL_EXISTS', `a skill '${name}' is installed already`, {
            skillName: name,
            hint: 'update it, or remove it first',
          })
        }
        assertTrusted(database, { name, signature: proposed.signature, installed: undefined })
        return undefined
      },
    })
  }

  /**
   * Puts a skill in the place of the installed one of its name, and keeps the time of its installation.
   *
   * What may do more than that, or says something else of itself, must have the digest `approved`: else it throws
   * `ERR_STORE_NOT_APPROVED` with the `changes`. Throws `ERR_STORE_DOWNGRADE` for a lower version unless that is allowed,
   * `ERR_STORE_SIGNATURE_MISSING` and `ERR_STORE_PUBLISHER` for one that its publisher did not sign, `ERR_STORE_SKILL_NOT_FOUND`,
   * and as {@link install}. What was installed stays when it throws.
   */
  async update(skill: SkillPackage, { approved, allowDowngrade = false }: UpdateOptions = {}): Promise<InstalledSkill> {
    return this.#put(skill, {
      approved,
      admit: (database, proposed) => {
        const installed = findSkill(database, proposed.skill.manifest.name) ?? notFound(proposed.skill.manifest.name)
        assertTrusted(database, { name: installed.name, signature: proposed.signature, installed })
        assertChangesApproved(proposed, { changes: changesTo(installed, proposed), approved })
        if (!allowDowngrade && isDowngrade(installed, proposed)) throw downgradeRefused(installed, proposed)
        return installed
      },
    })
  }

  /**
   * Approves an installed skill as it is there now, when `approved` is the digest of that: for one that was installed before
   * approvals were bound to a digest. `manifest` is what its skill.toml says. Throws `ERR_STORE_NOT_APPROVED`,
   * `ERR_STORE_SKILL_NOT_FOUND`, `ERR_STORE_WASM_MISSING`, and `ERR_STORE_CONTENT_CHANGED` and `ERR_STORE_SIGNATURE` for one that is
   * not what was approved, or not what the Rust original kept a digest or a signature of.
   */
  async approve(manifest: SkillManifest, approved: string): Promise<InstalledSkill> {
    const { name } = manifest
    let row: Awaited<ReturnType<typeof rowOf>> | undefined
    return this.#database.change({
      prepare: async (ask) => {
        const evidence = await this.#stored(name, ask)
        const proposed = await proposeInstalled(evidence, { manifest, approved })
        if (proposed === undefined) return
        await this.#backing.writeWasm(proposed.contentHash, evidence.wasm)
        row = await rowOf(proposed, this.#backing.pathOfWasm(proposed.contentHash))
      },
      apply: (database) => {
        const { installedAt } = findSkill(database, name) ?? notFound(name)
        const approval = row && { ...row, installed_at: installedAt, updated_at: now() }
        if (approval) database.transaction(() => putSkill(database, approval))
        return this.#placed(findSkill(database, name)) ?? notFound(name)
      },
    })
  }

  /** The skill called `name`, `undefined` when it is not installed. */
  async get(name: string): Promise<InstalledSkill | undefined> {
    return this.#database.read((database) => this.#placed(findSkill(database, name)))
  }

  /** Every installed skill, by name. */
  async list(): Promise<readonly InstalledSkill[]> {
    return this.#database.read((database) => allSkills(database).map((skill) => this.#placed(skill)))
  }

  /** Removes a skill, and its module when no other has the same. Throws `ERR_STORE_SKILL_NOT_FOUND`. */
  async remove(name: string): Promise<void> {
    let contentHash: unknown
    await this.#database.change({
      apply: (database) => {
        contentHash = (findRow(database, name) ?? notFound(name))['content_hash']
        database.transaction(() => deleteSkill(database, name))
      },
      settle: (ask) => this.#collect(ask, [contentHash]),
    })
  }

  /**
   * A skill and its module, when all of it is what was approved: the very bytes that were compared.
   *
   * Throws `ERR_STORE_CONTENT_CHANGED` with the `part` that changed, `ERR_STORE_CONTENT_UNKNOWN` for one that was never approved
   * by its digest, `ERR_STORE_SIGNATURE`, `ERR_STORE_PUBLISHER_KEY`, `ERR_STORE_WASM_MISSING` and `ERR_STORE_SKILL_NOT_FOUND`.
   */
  async readSkill(name: string): Promise<StoredSkill> {
    const { row, skill, wasm, trusted } = await this.#stored(name)
    await assertIntact({ row, skill, wasm, trusted })
    return { skill, wasm }
  }

  /** A skill and its module as they are there now, be that what was approved or not: to look at, never to run. */
  async inspectSkill(name: string): Promise<StoredSkill> {
    const { skill, wasm } = await this.#stored(name)
    return { skill, wasm }
  }

  /** Reads all that there is, and tells what is wrong with it; empty when nothing is. */
  async check(): Promise<readonly StoreFault[]> {
    const fault = await this.#database.fault()
    if (fault !== undefined) return [{ error: fault }]
    const faults: StoreFault[] = []
    for (const skillName of await this.#database.read(allNames)) {
      await this.readSkill(skillName).catch((error: unknown) => faults.push({ skillName, error }))
    }
    return faults
  }

  /** The publishers whose keys are trusted, by their ids. */
  async publishers(): Promise<readonly TrustedPublisher[]> {
    return this.#database.read(allPublishers)
  }

  /** Trusts this key of a publisher, and no other that was trusted before. Throws `ERR_PUBLISHER_ID` and `ERR_KEY_FORMAT`. */
  async pinPublisher({ publisherId, publicKey }: Publisher): Promise<void> {
    assertPublisherId(publisherId)
    assertPublicKey(publicKey)
    await this.#database.change({
      apply: (database) => {
        const known = findPublisher(database, publisherId)
        const since = known?.publicKey === publicKey ? known : { firstSeen: now(), lastUsed: now() }
        database.transaction(() => putPublisher(database, { ...since, publisherId, publicKey, pinned: true }))
      },
    })
  }

  /** Forgets the key of a publisher, so that the next one is trusted on first use. Throws `ERR_STORE_PUBLISHER_NOT_FOUND`. */
  async unpinPublisher(publisherId: string): Promise<void> {
    await this.#database.change({
      apply: (database) => {
        if (database.transaction(() => deletePublisher(database, publisherId))) return
        throw new StoreError('ERR_STORE_PUBLISHER_NOT_FOUND', `no key of ${JSON.stringify(publisherId)} is trusted`, {
          hint: 'list the publishers whose keys are',
        })
      },
    })
  }

  /** Ends the use of the store, after the calls under way; closing twice is no error. */
  async close(): Promise<void> {
    await this.#database.close()
  }

  async #put(
    skill: SkillPackage,
    {
      approved,
      admit,
    }: {
      readonly approved: string | undefined
      /** What is to be replaced, or why it may not be. */
      readonly admit: (database: SqliteDatabase, proposed: ProposedSkill) => InstalledSkill | undefined
    },
  ): Promise<InstalledSkill> {
    assertStorable(skill)
    const copy = copyOf(skill)
    let proposed: ProposedSkill
    let row: Awaited<ReturnType<typeof rowOf>>
    let replaced: InstalledSkill | undefined
    return this.#database.change({
      prepare: async (ask) => {
        proposed = await proposeSkill(copy)
        assertApproved(proposed, approved)
        await this.#assertUnedited(copy.manifest.name, ask)
        await ask((database) => admit(database, proposed))
        // Before the row that names it: a row must never point at nothing.
        await this.#backing.writeWasm(proposed.contentHash, copy.wasm)
        row = await rowOf(proposed, this.#backing.pathOfWasm(proposed.contentHash))
      },
      apply: (database) => {
        replaced = admit(database, proposed)
        const { signature } = proposed
        const at = now()
        database.transaction(() => {
          if (signature?.covers === 'skill') trustOnFirstUse(database, signature, at)
          putSkill(database, { ...row, installed_at: replaced?.installedAt ?? at, updated_at: at })
        })
        return findSkill(database, copy.manifest.name) ?? notFound(copy.manifest.name)
      },
      settle: (ask) => this.#collect(ask, [proposed?.contentHash, replaced?.contentHash]),
    })
  }

  async #assertUnedited(name: string, ask: Ask = (query) => this.#database.read(query)): Promise<void> {
    const row = await ask((database) => findRow(database, name))
    if (row) await assertUnedited(row, this.#placed(readRow(row)))
  }

  async #stored(name: string, ask: Ask = (query) => this.#database.read(query)): Promise<Evidence> {
    let missing: string | undefined
    for (;;) {
      const { row, skill, trusted } = await ask((database) => {
        const found = findRow(database, name) ?? notFound(name)
        const read = this.#placed(readRow(found))
        const known = read.publisherId === undefined ? undefined : findPublisher(database, read.publisherId)
        return { row: found, skill: read, trusted: known }
      })
      const { contentHash, wasmPath } = skill
      const wasm = await this.#backing.readWasm(contentHash ?? '', wasmPath)
      if (wasm) return { row, skill, trusted, wasm }
      // Another process may have updated the skill between the two readings: only the same twice is missing.
      if (missing === wasmPath) throw wasmMissing(name, wasmPath)
      missing = wasmPath
    }
  }

  /** Forgets those of the modules `hashes`, and of what a killed process left, that no skill has. */
  async #collect(ask: Ask, hashes: readonly unknown[]): Promise<void> {
    for (const hash of new Set([...hashes, ...(await this.#backing.leftovers())])) {
      // Anything else must never become part of a path.
      if (typeof hash !== 'string' || !isSha256Hex(hash)) continue
      if (!(await ask((database) => isContentNamed(database, hash)))) await this.#backing.deleteWasm(hash)
    }
  }

  /** `skill` with the place where its module is today: a registry can be moved with its folder. */
  #placed<T extends InstalledSkill | undefined>(skill: T): T {
    const hash = skill?.contentHash
    if (!skill || hash === undefined || !skill.wasmPath.endsWith(`${hash}.wasm`)) return skill
    return { ...skill, wasmPath: this.#backing.pathOfWasm(hash) }
  }
}

/** A copy of what could be changed while it is looked at. */
function copyOf(skill: SkillPackage): SkillPackage {
  const { manifest, manifestToml, documents = {}, signature } = skill
  return {
    manifest: structuredClone(manifest),
    manifestToml,
    wasm: Uint8Array.from(skill.wasm),
    documents: { ...documents },
    ...optional('signature', signature),
  }
}

function now(): string {
  return new Date().toISOString()
}

function notFound(name: string): never {
  throw new StoreError('ERR_STORE_SKILL_NOT_FOUND', `no skill ${JSON.stringify(name)} is installed`, {
    skillName: name,
    hint: 'list the installed skills to see their names',
  })
}

function wasmMissing(name: string, path: string): StoreError {
  return new StoreError('ERR_STORE_WASM_MISSING', `the module of '${name}' is gone: ${path}`, {
    skillName: name,
    path,
    hint: `remove '${name}' and install it again`,
  })
}
