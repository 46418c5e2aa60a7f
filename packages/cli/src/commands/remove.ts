import { existsSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { changeStore, dataFolder, openHome, readStore } from '../home-folder.ts'
import { notInstalled } from '../installed-details.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

/** `blufio skill remove`: takes a skill and its module out of the registry. */
export function addRemove(parent: Command, end: End): void {
  skillCommand(parent, 'remove <name>', {
    about: 'Remove an installed skill.',
    example: 'blufio skill remove word-count',
  }).action(async (name: string, options: CommonOptions) => {
    const home = await openHome(options.home)
    await readStore(home, async (store) => {
      if ((await store.get(name)) === undefined) throw await notInstalled(store, name)
    })
    await changeStore(home, (store) => store.remove(name))
    const data = join(dataFolder(home, { isInstalled: true }), name)
    // An empty folder is nobody's; one with files in it is not removed.
    await rmdir(data).catch(() => {})
    const kept = existsSync(data) ? { data } : {}
    const notes = existsSync(data) ? `its files stay, for a skill of that name: ${safeLine(data)}` : ''
    finish({ value: { removed: name, ...kept }, text: `removed ${safeLine(name)}`, notes }, options, end)
  })
}
