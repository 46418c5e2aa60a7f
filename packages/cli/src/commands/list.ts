import type { Command } from 'commander'
import { columns } from '../columns.ts'
import { openHome, readStore } from '../home-folder.ts'
import { grantNames } from '../permission-words.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

/** `blufio skill list`: the installed skills, by name. */
export function addList(parent: Command, end: End): void {
  skillCommand(parent, 'list', {
    about: 'List the installed skills: name, version, what each may reach, description.',
    example: 'blufio skill list',
  }).action(async (options: CommonOptions) => {
    const home = await openHome(options.home)
    const skills = await readStore(home, (store) => store.list())
    const value = skills.map(({ name, version, description, digest, installedAt, capabilities }) => ({
      name,
      version,
      description,
      ...(digest === undefined ? {} : { digest }),
      installedAt,
      capabilities,
    }))
    const rows = value.map(({ name, version, capabilities, description }) =>
      [name, version, grantNames(capabilities).join(', ') || 'nothing', description].map(safeLine),
    )
    const notes = rows.length === 0 ? `no skill is installed in ${safeLine(home.folder)}` : ''
    finish({ value, text: columns(rows), notes }, options, end)
  })
}
