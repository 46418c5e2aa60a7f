import type { Command } from 'commander'
import { changeStore, openHome, readStore } from '../home-folder.ts'
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
    finish({ value: { removed: name }, text: `removed ${safeLine(name)}` }, options, end)
  })
}
