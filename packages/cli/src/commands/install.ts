import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { type HomeFolder, openHome } from '../home-folder.ts'
import { installedValue } from '../installed-details.ts'
import { keepSkill } from '../keep-skill.ts'
import { installLocked } from '../locked-install.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSource, type SourcedSkill } from '../sources/read-source.ts'
import { safeLine } from '../terminal-text.ts'

/** What may be agreed to beforehand when a skill is kept, and which one it must be. */
export interface AgreementOptions extends CommonOptions {
  readonly digest?: string
  readonly yes?: true
  readonly approve?: string
}

interface InstallOptions extends AgreementOptions {
  readonly allowDowngrade?: true
}

/** `blufio skill install`: shows what a skill may do, has it approved, tries whether it loads, and keeps it. */
export function addInstall(parent: Command, end: End): void {
  const command = skillCommand(parent, 'install [source]', {
    about:
      'Install a skill after showing what it may do: a folder, a .skill file, an https address of one, or npm:NAME[@VERSION]. ' +
      'Without a source, all that the blufio.lock of this folder pins.',
    example: `
      blufio skill install ./word-count
      blufio skill install word-count-1.2.0.skill --yes
      blufio skill install https://example.com/word-count.skill --digest 4f0c…
      blufio skill install npm:@acme/word-count@1.2.0
      blufio skill install`,
  })
  agreementOptions(command)
    .option('--allow-downgrade', 'without a source: put an older version in the place of a newer one')
    .action(async (source: string | undefined, options: InstallOptions) => {
      const home = await openHome(options.home)
      if (source === undefined) return installAll(home, options, end)
      const files = await readNamed(source, home, options)
      const command = (more: string) => commandLine(`install ${sourceWords(source, options)}`, options, more)
      const { skill } = await keepSkill(files, home, { ...options, action: 'install', command })
      const text = `installed ${safeLine(skill.name)} ${safeLine(skill.version)}, digest ${skill.digest ?? ''}`
      finish({ value: installedValue({ skill, manifest: files.manifest }), text }, options, end)
    })
}

async function installAll(home: HomeFolder, options: InstallOptions, end: End): Promise<void> {
  for (const name of ['digest', 'approve'] as const) {
    if (options[name] === undefined) continue
    throw cliError('ERR_CLI_USAGE', `--${name} goes with a source`, { hint: 'blufio.lock names the digests itself' })
  }
  const value = await installLocked(home, { ...options, command: (more) => commandLine('install', options, more) })
  const { installed, updated, unchanged, extra } = value
  const words = { installed, updated, unchanged, 'not in blufio.lock, left alone': extra }
  const text = Object.entries(words).flatMap(([word, names]) =>
    names.length === 0 ? [] : [`${word}: ${names.join(', ')}`],
  )
  finish({ value, text: text.map(safeLine).join('\n') }, options, end)
}

/** The skill that `source` leads to, with the digest that is asked for. */
export function readNamed(source: string, home: HomeFolder, options: AgreementOptions): Promise<SourcedSkill> {
  const { approve, json } = options
  // Whoever approves a digest has one.
  const digest = options.digest ?? (/^https:/i.test(source) ? approve : undefined)
  return readSource(source, { config: home.config, json: json === true, ...(digest !== undefined && { digest }) })
}

/** `source` and its digest as words of a command. */
export function sourceWords(source: string, { digest }: AgreementOptions): string {
  return `${shellPath(source)}${digest === undefined ? '' : ` --digest ${digest}`}`
}

/** The options by which an approval is given beforehand. */
export function agreementOptions(command: Command): Command {
  return command
    .option('--digest <digest>', 'the digest that the skill must have')
    .option('--yes', 'approve what the skill may do without being asked')
    .option('--approve <digest>', 'approve this digest without being asked, and refuse any other')
}

/** The command with its home and `more` options, to be pasted into a shell. */
export function commandLine(command: string, { home }: CommonOptions, more: string): string {
  return ['blufio skill', command, home === undefined ? '' : `--home ${shellPath(home)}`, more]
    .filter((word) => word !== '')
    .join(' ')
}
