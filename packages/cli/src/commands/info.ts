import type { Command } from 'commander'
import { openHome, readStore } from '../home-folder.ts'
import { findInstalled, type InstalledDetails, installedValue } from '../installed-details.ts'
import { permissionWords } from '../permission-words.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

/** `blufio skill info`: what is known of an installed skill. */
export function addInfo(parent: Command, end: End): void {
  skillCommand(parent, 'info <name>', {
    about: 'Show an installed skill: what it may do, its limits, its digest.',
    example: 'blufio skill info word-count',
  }).action(async (name: string, options: CommonOptions) => {
    const home = await openHome(options.home)
    const details = await readStore(home, (store) => findInstalled(store, name, home.config))
    finish({ value: installedValue(details), text: describe(details) }, options, end)
  })
}

function describe({ skill, manifest }: InstalledDetails): string {
  const by = skill.author === undefined ? '' : ` by ${safeLine(skill.author)}`
  return [
    `${safeLine(skill.name)} ${safeLine(skill.version)}${by}`,
    safeLine(skill.description),
    permissionWords({ capabilities: skill.capabilities, resources: manifest.resources }),
    `digest     ${skill.digest ?? `none: approve it with blufio skill approve ${safeLine(skill.name)}`}`,
    `signature  ${signatureWords(skill)}`,
    `installed  ${safeLine(skill.installedAt)}`,
    `module     ${safeLine(skill.wasmPath)}`,
  ].join('\n')
}

function signatureWords({ verificationStatus, publisherId, publisherKey }: InstalledDetails['skill']): string {
  if (publisherId === undefined) return verificationStatus
  const covered = publisherKey === undefined ? 'of the module alone, by the key' : 'by'
  return `${verificationStatus}, ${covered} ${safeLine(publisherId)}`
}
