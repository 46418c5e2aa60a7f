import type { Command } from 'commander'
import { openHome } from '../home-folder.ts'
import { installedValue } from '../installed-details.ts'
import { keepSkill } from '../keep-skill.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSkillFiles } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

/** What may be agreed to beforehand when a skill is kept. */
export interface AgreementOptions extends CommonOptions {
  readonly yes?: true
  readonly approve?: string
}

/** `blufio skill install`: shows what a skill may do, has it approved, tries whether it loads, and keeps it. */
export function addInstall(parent: Command, end: End): void {
  const command = skillCommand(parent, 'install <path>', {
    about: 'Install the skill in a folder, or of a skill.toml, after showing what it may do.',
    example: `
      blufio skill install ./word-count
      blufio skill install ./word-count --yes
      blufio skill install ./word-count --approve 4f0c…`,
  })
  agreementOptions(command).action(async (path: string, options: AgreementOptions) => {
    const home = await openHome(options.home)
    const files = await readSkillFiles(path, home.config)
    const command = (more: string) => commandLine(`install ${shellPath(path)}`, options, more)
    const { skill } = await keepSkill(files, home, { ...options, action: 'install', command })
    const text = `installed ${safeLine(skill.name)} ${safeLine(skill.version)}, digest ${skill.digest ?? ''}`
    finish({ value: installedValue({ skill, manifest: files.manifest }), text }, options, end)
  })
}

/** The options by which an approval is given beforehand. */
export function agreementOptions(command: Command): Command {
  return command
    .option('--yes', 'approve what the skill may do without being asked')
    .option('--approve <digest>', 'approve this digest without being asked, and refuse any other')
}

/** The command with its home and `more` options, to be pasted into a shell. */
export function commandLine(command: string, { home }: CommonOptions, more: string): string {
  return ['blufio skill', command, home === undefined ? '' : `--home ${shellPath(home)}`, more]
    .filter((word) => word !== '')
    .join(' ')
}
