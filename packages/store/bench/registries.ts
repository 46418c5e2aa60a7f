import { open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openSkillStore, type SkillPackage, type SkillStore } from '@blufio/store'
import initSqlJs, { type Database } from 'sql.js'

/** A registry of some size, and what is timed of it. */
export interface Registry {
  get(): Promise<unknown>
  openAndGet(): Promise<unknown>
  install(): Promise<unknown>
  remove(): Promise<unknown>
  installWhole(): Promise<unknown>
  close(): Promise<void>
}

/** A registry in `folder` with `size` skills, each with a module of its own. */
export async function registryOf(folder: string, size: number): Promise<Registry> {
  const path = join(folder, 'registry.db')
  const store = await openSkillStore({ path })
  for (let index = 0; index < size; index += 1) await store.install(skillOf(`skill-${index}`))
  const any = () => `skill-${Math.floor(Math.random() * size)}`
  const whole = await WholeFile.copyOf(store, join(folder, 'whole.db'))
  return {
    get: () => store.get(any()),
    openAndGet: async () => {
      const other = await openSkillStore({ path, readOnly: true })
      await other.get(any())
      await other.close()
    },
    install: () => store.install(skillOf('one-more')),
    remove: () => store.remove('one-more'),
    installWhole: () => whole.install(),
    close: () => store.close(),
  }
}

/** The way that sql.js has by itself: all in memory, and all of it written at each change. */
class WholeFile {
  readonly #database: Database
  readonly #path: string

  private constructor(database: Database, path: string) {
    this.#database = database
    this.#path = path
  }

  static async copyOf(store: SkillStore, path: string): Promise<WholeFile> {
    const { Database } = await initSqlJs()
    const database = new Database()
    database.run('CREATE TABLE skills (name TEXT PRIMARY KEY, row TEXT NOT NULL); BEGIN')
    for (const skill of await store.list())
      database.run('INSERT INTO skills VALUES (?, ?)', [skill.name, skill.manifestToml.repeat(4)])
    database.run('COMMIT')
    const file = new WholeFile(database, path)
    await file.#write()
    return file
  }

  async install(): Promise<void> {
    this.#database.run("INSERT OR REPLACE INTO skills VALUES ('one-more', ?)", [
      skillOf('one-more').manifestToml.repeat(4),
    ])
    await this.#write()
  }

  async #write(): Promise<void> {
    const file = await open(`${this.#path}.tmp`, 'w')
    await file.writeFile(this.#database.export())
    await file.sync()
    await file.close()
    await rename(`${this.#path}.tmp`, this.#path)
    const folder = await open(dirname(this.#path))
    await folder.sync()
    await folder.close()
  }
}

function skillOf(name: string): SkillPackage {
  const description = `What ${name} does, in about as many words as the author of a skill finds for that: ${'it does it well; '.repeat(4)}`
  return {
    manifest: {
      name,
      version: '1.0.0',
      description,
      capabilities: { network: { domains: [`api.${name}.example`] }, env: [] },
      resources: { fuel: 1_000_000n, memoryMb: 16, epochTimeoutSecs: 5 },
      wasmEntry: 'skill.wasm',
    },
    manifestToml: `[skill]\nname = "${name}"\nversion = "1.0.0"\ndescription = "${description}"\n\n[capabilities.network]\ndomains = ["api.${name}.example"]\n`,
    wasm: new TextEncoder().encode(`\0asm${name}`.padEnd(2_000)),
  }
}
