import { join, relative, resolve } from 'node:path'
import { ManifestError, parseManifest } from '@blufio/manifest'
import { SKILL_TEMPLATES, scaffoldSkill } from '@blufio/scaffold'
import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { writeNewFolder } from '../new-folder.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'

interface InitOptions extends CommonOptions {
  readonly template: string
  readonly description?: string
  readonly author?: string
  readonly dir?: string
}

/** `blufio skill init`: writes a new project, wholly or not at all, and never into a folder that exists. */
export function addInit(parent: Command, end: End): void {
  const [first] = SKILL_TEMPLATES
  skillCommand(parent, 'init <name>', {
    about: 'Make a new skill project.',
    example: 'blufio skill init word-count --template assemblyscript',
  })
    .option('--template <id>', `what it is written in: ${SKILL_TEMPLATES.map(({ id }) => id).join(', ')}`, first?.id)
    .option('--description <text>', 'what the skill does')
    .option('--author <text>', 'who writes it')
    .option('--dir <dir>', 'the folder to make (default: one of the same name, here)')
    .action(async (name: string, options: InitOptions) => {
      const { template, description, author } = options
      const files = scaffoldSkill(name, {
        template,
        ...(description === undefined ? {} : { description }),
        ...(author === undefined ? {} : { author }),
      })
      assertManifest(files.get('skill.toml') ?? '')
      const folder = resolve(options.dir ?? name)
      await writeNewFolder(folder, files)
      const value = { name, template, folder, files: [...files.keys()] }
      finish({ value, text: written(folder, value.files), notes: nextSteps(folder, template) }, options, end)
    })
}

const OPTION_OF: Readonly<Record<string, string>> = {
  'skill.description': '--description',
  'skill.author': '--author',
}

// A description or author that a manifest may not hold is told now, not by the first build.
function assertManifest(toml: string): void {
  try {
    parseManifest(toml)
  } catch (error) {
    const [issue] = error instanceof ManifestError ? error.issues : []
    const option = OPTION_OF[issue?.path ?? '']
    if (issue === undefined || option === undefined) throw error
    throw cliError('ERR_CLI_USAGE', `${option} ${issue.message}`, {
      ...(issue.expected === undefined ? {} : { hint: `give ${issue.expected}` }),
      cause: error,
    })
  }
}

function written(folder: string, files: readonly string[]): string {
  const place = relative('', folder) || folder
  return files.map((file) => safeLine(join(place, file))).join('\n')
}

function nextSteps(folder: string, template: string): string {
  const needs = SKILL_TEMPLATES.find(({ id }) => id === template)?.needs ?? ''
  const steps = [
    `cd ${shellPath(relative('', folder) || folder)}`,
    ...(template === 'assemblyscript' ? ['npm install'] : []),
    'blufio skill build',
    'blufio skill install .',
  ]
  return `Next, with ${needs}:\n${steps.map((step) => `  ${safeLine(step)}`).join('\n')}`
}
