import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { DEFAULT_SKILL_CONFIG, type SkillConfig } from '@blufio/core'
import { loadConfig } from '@blufio/manifest/node'
import type { FileOptions } from '@blufio/sandbox'
import type { SkillStore } from '@blufio/store'
import { type AuditFields, assertAuditable, type ChangeEvent, recordChange } from './audit-log.ts'
import { cliError } from './cli-error.ts'

/** The folder of a user's skills, and what it is configured to. */
export interface HomeFolder {
  readonly folder: string
  /** From `blufio.toml` in the folder, when there is one. */
  readonly config: SkillConfig
}

/** The home folder that the user chose, and its configuration. It need not exist. Throws `ERR_CLI_USAGE`. */
export async function openHome(option: string | undefined): Promise<HomeFolder> {
  if (option === '')
    throw cliError('ERR_CLI_USAGE', '--home names no folder', {
      hint: 'give it one, such as --home ./blufio, or see --help',
    })
  const folder = homePath(option)
  const file = join(folder, 'blufio.toml')
  return { folder, config: existsSync(file) ? await loadConfig(file) : DEFAULT_SKILL_CONFIG }
}

/** The path of the home folder: `--home`, else BLUFIO_HOME, else `~/.blufio`. */
export function homePath(option: string | undefined): string {
  return resolve(option ?? (process.env['BLUFIO_HOME'] || join(homedir(), '.blufio')))
}

/** Opens the registry in `home` for reading, calls `use` with it, and closes it. One that is not there is empty. */
export async function readStore<T>(home: HomeFolder, use: (store: SkillStore) => Promise<T>): Promise<T> {
  return useStore(home, { readOnly: true, use })
}

/** A change of the registry, and what the audit log tells of it. */
export interface StoreChange<T> {
  readonly event: ChangeEvent
  readonly apply: (store: SkillStore) => Promise<T>
  readonly fields: (result: T) => AuditFields
}

/**
 * Opens the registry in `home`, makes it where there is none, changes it, tells the audit log, and closes it. Throws
 * `ERR_CLI_AUDIT_LOG`, and changes nothing, when the log can't be written.
 */
export async function changeStore<T>(home: HomeFolder, { event, apply, fields }: StoreChange<T>): Promise<T> {
  const use = async (store: SkillStore): Promise<T> => {
    await assertAuditable(home)
    const result = await apply(store)
    await recordChange(home, event, fields(result))
    return result
  }
  return useStore(home, { readOnly: false, use })
}

interface StoreUse<T> {
  readonly readOnly: boolean
  readonly use: (store: SkillStore) => Promise<T>
}

async function useStore<T>(home: HomeFolder, { readOnly, use }: StoreUse<T>): Promise<T> {
  // Loaded when needed: SQLite is too large for commands that do without.
  const { openSkillStore } = await import('@blufio/store')
  const path = join(home.folder, 'registry.db')
  const store = await openSkillStore({ path, skillsDir: skillsFolder(home), readOnly })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/**
 * The folder that has a data folder for each skill. What is not installed has another: its name is its own choice, and must not
 * open the files of the installed skill of that name.
 */
export function dataFolder({ folder }: HomeFolder, { isInstalled }: { readonly isInstalled: boolean }): string {
  return join(folder, isInstalled ? 'data' : 'trial-data')
}

/** Where the files of skills are; what is ours is given to none, whatever its manifest asks for and its user approves. */
export function fileOptions(home: HomeFolder, target: { readonly isInstalled: boolean }): FileOptions {
  return { dataFolder: dataFolder(home, target), outOfReach: [home.folder, skillsFolder(home)] }
}

function skillsFolder({ folder, config: { skillsDir } }: HomeFolder): string {
  if (skillsDir === DEFAULT_SKILL_CONFIG.skillsDir) return join(folder, 'skills')
  return resolve(
    folder,
    skillsDir.replace(/^~(?=$|[/\\])/, () => homedir()),
  )
}
