import { existsSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isBlufioError } from '@blufio/core'
import type { Command } from 'commander'
import { changeStore, dataFolder, openHome, readStore } from '../home-folder.ts'
import { auditedSkill, notInstalled } from '../installed-details.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

const UNREADABLE = Symbol('a row that makes no sense')

// Such a skill can only be removed: so that must do without its row.
function unlessUnreadable(error: unknown): typeof UNREADABLE {
  if (isBlufioError(error) && error.code === 'ERR_STORE_ROW') return UNREADABLE
  throw error
}

/** `blufio skill remove`: takes a skill and its module out of the registry. */
export function addRemove(parent: Command, end: End): void {
  skillCommand(parent, 'remove <name>', {
    about: 'Remove an installed skill.',
    example: 'blufio skill remove word-count',
  }).action(async (name: string, options: CommonOptions) => {
    const home = await openHome(options.home)
    const known = await readStore(home, async (store) => {
      const skill = await store.get(name).catch(unlessUnreadable)
      if (skill === undefined) throw await notInstalled(store, name)
      return skill === UNREADABLE ? { skill: name } : auditedSkill(skill)
    })
    await changeStore(home, {
      event: 'remove',
      apply: (store) => store.remove(name),
      fields: () => known,
    })
    const data = join(dataFolder(home, { isInstalled: true }), name)
    // An empty folder is nobody's; one with files in it is not removed.
    await rmdir(data).catch(() => {})
    const kept = existsSync(data) ? { data } : {}
    const notes = existsSync(data) ? `its files stay, for a skill of that name: ${safeLine(data)}` : ''
    finish({ value: { removed: name, ...kept }, text: `removed ${safeLine(name)}`, notes }, options, end)
  })
}
