import { resolve } from 'node:path'
import type { InstalledSkill } from '@blufio/store'
import { cliError } from './cli-error.ts'
import { type HomeFolder, readStore } from './home-folder.ts'
import { type KeepOptions, keepSkill } from './keep-skill.ts'
import { LOCK_FILE, type LockedSkill, readLock, sourceOf } from './lock-file.ts'
import { readSource, type SourcedSkill } from './sources/read-source.ts'

/** What was done to have the registry match a lock file; skills by their names. */
export interface LockedInstall {
  readonly installed: readonly string[]
  readonly updated: readonly string[]
  readonly unchanged: readonly string[]
  /** Installed, and not in the lock file; they are left alone. */
  readonly extra: readonly string[]
}

/** What was agreed to beforehand, and the command that was given. */
export type LockedInstallOptions = Omit<KeepOptions, 'action' | 'approve'>

/**
 * Makes the registry in `home` match the blufio.lock of the current folder: what is installed otherwise is updated, what is missing is
 * installed, each after its approval. All of it is fetched and compared before anything is kept.
 *
 * Throws `ERR_CLI_LOCK` when a skill is not what the lock file says, and what `readLock`, `readSource` and `keepSkill` throw.
 */
export async function installLocked(home: HomeFolder, options: LockedInstallOptions): Promise<LockedInstall> {
  const file = resolve(LOCK_FILE)
  const locked = await readLock(file)
  const open: { readonly action: KeepOptions['action']; readonly skill: SourcedSkill }[] = []
  const unchanged: string[] = []
  for (const each of locked) {
    const installed = await readStore(home, (store) => store.get(each.name))
    if (installed?.digest === each.digest && isByPublisher(each, installed.publisherId, installed.publisherKey)) {
      // What it is by its row alone, it may not be by its bytes.
      await readStore(home, (store) => store.readSkill(each.name))
      unchanged.push(each.name)
      continue
    }
    open.push({ action: installed ? 'update' : 'install', skill: await readLocked(each, file, home, options) })
  }
  const done = { install: [] as string[], update: [] as string[] }
  for (const { action, skill } of open) {
    await keepSkill(skill, home, { ...options, action })
    done[action].push(skill.manifest.name)
  }
  const all: readonly InstalledSkill[] = await readStore(home, (store) => store.list())
  const extra = all.map(({ name }) => name).filter((name) => !locked.some((each) => each.name === name))
  return { installed: done.install, updated: done.update, unchanged, extra }
}

async function readLocked(
  locked: LockedSkill,
  file: string,
  home: HomeFolder,
  { json }: LockedInstallOptions,
): Promise<SourcedSkill> {
  const { config } = home
  const skill = await readSource(sourceOf(locked, file), { config, digest: locked.digest, json: json === true })
  const { name, version } = skill.manifest
  if (name !== locked.name || version !== locked.version) {
    throw mismatch(locked, `is ${name} ${version} where it comes from`)
  }
  const { signature } = await readStore(home, (store) => store.review(skill))
  const signed = signature?.covers === 'skill' ? signature : undefined
  if (!isByPublisher(locked, signed?.publisherId, signed?.publicKey)) {
    throw mismatch(locked, `is ${signed ? `signed by ${signed.publisherId} ${signed.publicKey}` : 'not signed'}`)
  }
  return skill
}

/** Whether the publisher is the locked one; what was locked without one may be by anybody, as its digest is the same. */
function isByPublisher(
  { publisher, publisherKey }: LockedSkill,
  id: string | undefined,
  key: string | undefined,
): boolean {
  return publisher === undefined || (publisher === id && publisherKey === key)
}

function mismatch({ name, version, publisher, publisherKey }: LockedSkill, what: string): Error {
  const by = publisher === undefined ? '' : ` by ${publisher} ${publisherKey ?? ''}`
  return cliError('ERR_CLI_LOCK', `${LOCK_FILE} says ${name} ${version}${by}, which ${what}`, {
    skillName: name,
    hint: 'find out who changed it; if it is meant, lock it again: blufio skill lock SOURCE',
  })
}
