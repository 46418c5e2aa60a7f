import type { Command } from 'commander'
import { openHome } from '../home-folder.ts'
import { installedValue } from '../installed-details.ts'
import { keepSkill } from '../keep-skill.ts'
import { type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'
import { type AgreementOptions, agreementOptions, commandLine, readNamed, sourceWords } from './install.ts'

interface UpdateOptions extends AgreementOptions {
  readonly allowDowngrade?: true
}

/** `blufio skill update`: shows what changes of an installed skill, has it approved where it may do more, and replaces it. */
export function addUpdate(parent: Command, end: End): void {
  const command = skillCommand(parent, 'update <source>', {
    about: 'Put another version in the place of an installed skill, after showing what changes.',
    example: `
      blufio skill update ./word-count
      blufio skill update npm:@acme/word-count@1.1.0 --allow-downgrade`,
  })
  agreementOptions(command)
    .option('--allow-downgrade', 'put an older version in the place of a newer one')
    .action(async (source: string, options: UpdateOptions) => {
      const home = await openHome(options.home)
      const files = await readNamed(source, home, options)
      const command = (more: string) => commandLine(`update ${sourceWords(source, options)}`, options, more)
      const { skill, review } = await keepSkill(files, home, { ...options, action: 'update', command })
      const before = safeLine(review.installed?.version ?? '')
      const text = `updated ${safeLine(skill.name)} ${before} → ${safeLine(skill.version)}, digest ${skill.digest ?? ''}`
      const value = { ...installedValue({ skill, manifest: files.manifest }), changes: review.changes }
      finish({ value, text }, options, end)
    })
}
