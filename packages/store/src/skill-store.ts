import { sha256Hex } from '@blufio/core'
import { formatCapabilities } from './capabilities-json.ts'
import type { InstalledSkill } from './installed-skill.ts'
import {
  allSkills,
  deleteSkill,
  findSkill,
  hasSkill,
  type InstalledSkillColumns,
  isContentHash,
  isContentNamed,
  originOf,
  putSkill,
} from './installed-skills.ts'
import { LiveDatabase } from './live-database.ts'
import type { DatabaseQuery } from './paged-database.ts'
import { assertStorable, type SkillPackage } from './skill-package.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'
import type { StoreBacking } from './store-backing.ts'
import { StoreError } from './store-error.ts'

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
    await database.prepare()
    return new SkillStore(backing, database)
  }

  /**
   * Adds a skill. Throws `ERR_STORE_SKILL_EXISTS` when its name is taken, `ERR_SKILL_NAME` when it is no name, and
   * `ERR_STORE_TEXT` when a text of it can't be stored.
   */
  async install(skill: SkillPackage): Promise<InstalledSkill> {
    return this.#put(skill, (database, name) => {
      if (!hasSkill(database, name)) return {}
      throw new StoreError('ERR_STORE_SKILL_EXISTS', `a skill '${name}' is installed already`, {
        skillName: name,
        hint: 'update it, or remove it first',
      })
    })
  }

  /**
   * Replaces an installed skill and keeps the time of its installation; its verification begins anew. Throws
   * `ERR_STORE_SKILL_NOT_FOUND` when there is none of that name, and as {@link install}.
   */
  async update(skill: SkillPackage): Promise<InstalledSkill> {
    return this.#put(skill, (database, name) => originOf(database, name) ?? notFound(name))
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
    let contentHash: string | undefined
    await this.#database.change({
      apply: (database) => {
        contentHash = (originOf(database, name) ?? notFound(name)).contentHash
        database.transaction(() => deleteSkill(database, name))
      },
      settle: (ask) => this.#collect(ask, [contentHash]),
    })
  }

  /**
   * The module of a skill: the very bytes whose digest was compared with the one recorded at installation.
   *
   * Throws `ERR_STORE_SKILL_NOT_FOUND`, `ERR_STORE_WASM_MISSING`, `ERR_STORE_CONTENT_CHANGED` with the digests in
   * `expected` and `actual`, and `ERR_STORE_CONTENT_UNKNOWN` for a skill of the Rust original without a digest.
   */
  async readWasm(name: string): Promise<Uint8Array> {
    let missing: string | undefined
    for (;;) {
      const skill = await this.#database.read((database) => {
        const found = this.#placed(findSkill(database, name)) ?? notFound(name)
        if (found.contentHash === undefined) throw contentUnknown(name)
        return { contentHash: found.contentHash, wasmPath: found.wasmPath }
      })
      const wasm = await this.#backing.readWasm(skill.contentHash, skill.wasmPath)
      if (wasm) return assertContent(wasm, { name, path: skill.wasmPath, expected: skill.contentHash })
      // Another process may have updated the skill between the two readings: only the same twice is missing.
      if (missing === skill.contentHash) throw wasmMissing(name, skill.wasmPath)
      missing = skill.contentHash
    }
  }

  /** Ends the use of the store, after the calls under way; closing twice is no error. */
  async close(): Promise<void> {
    await this.#database.close()
  }

  async #put(
    skill: SkillPackage,
    admit: (database: SqliteDatabase, name: string) => { installedAt?: string; contentHash?: string | undefined },
  ): Promise<InstalledSkill> {
    assertStorable(skill)
    const { manifest, manifestToml } = skill
    const { name } = manifest
    const wasm = Uint8Array.from(skill.wasm)
    const capabilitiesJson = formatCapabilities(manifest.capabilities)
    let contentHash = ''
    let replaced: string | undefined
    return this.#database.change({
      // Before the row that names it: a row must never point at nothing.
      prepare: async () => {
        contentHash = await sha256Hex(wasm)
        await this.#backing.writeWasm(contentHash, wasm)
      },
      apply: (database) => {
        const before = admit(database, name)
        replaced = before.contentHash
        const now = new Date().toISOString()
        const columns: InstalledSkillColumns = [
          name,
          manifest.version,
          manifest.description,
          manifest.author ?? null,
          this.#backing.pathOfWasm(contentHash),
          manifestToml,
          capabilitiesJson,
          'unverified',
          before.installedAt ?? now,
          now,
          contentHash,
          null,
          null,
        ]
        database.transaction(() => putSkill(database, columns))
        return findSkill(database, name) ?? notFound(name)
      },
      settle: (ask) => this.#collect(ask, [contentHash, replaced]),
    })
  }

  /** Forgets those of the modules `hashes`, and of what a killed process left, that no skill has. */
  async #collect(
    ask: <R>(query: DatabaseQuery<R>) => Promise<R>,
    hashes: readonly (string | undefined)[],
  ): Promise<void> {
    for (const hash of new Set([...hashes, ...(await this.#backing.leftovers())])) {
      if (hash === undefined || !isContentHash(hash)) continue
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

function notFound(name: string): never {
  throw new StoreError('ERR_STORE_SKILL_NOT_FOUND', `no skill ${JSON.stringify(name)} is installed`, {
    skillName: name,
    hint: 'list the installed skills to see their names',
  })
}

function contentUnknown(name: string): StoreError {
  return new StoreError('ERR_STORE_CONTENT_UNKNOWN', `the skill '${name}' was installed without a digest`, {
    skillName: name,
    hint: `remove '${name}' and install it again, so that what is approved is what runs`,
  })
}

async function assertContent(
  wasm: Uint8Array,
  { name, path, expected }: { name: string; path: string; expected: string },
): Promise<Uint8Array> {
  const actual = await sha256Hex(wasm)
  if (actual === expected) return wasm
  throw new StoreError('ERR_STORE_CONTENT_CHANGED', `the module of '${name}' is not the one that was installed`, {
    skillName: name,
    path,
    expected,
    actual,
    hint: `find out who changed ${path}, then remove '${name}' and install it again`,
  })
}

function wasmMissing(name: string, path: string): StoreError {
  return new StoreError('ERR_STORE_WASM_MISSING', `the module of '${name}' is gone: ${path}`, {
    skillName: name,
    path,
    hint: `remove '${name}' and install it again`,
  })
}
