import { BlufioError } from '@blufio/core'
import type { InstalledSkill } from '@blufio/store'
import type { Command } from 'commander'
import { requireApproval } from '../approval.ts'
import { changeStore, fileOptions, type HomeFolder, openHome, readStore } from '../home-folder.ts'
import { installedValue } from '../installed-details.ts'
import { placeholderSecrets } from '../loaded-skill.ts'
import { namingModule } from '../module-error.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSkillFiles, type SkillFiles } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

interface InstallOptions extends CommonOptions {
  readonly yes?: true
  readonly replace?: true
}

/** `blufio skill install`: shows what a skill may do, has it approved, tries whether it loads, and keeps it. */
export function addInstall(parent: Command, end: End): void {
  skillCommand(parent, 'install <path>', {
    about: 'Install the skill in a folder, or of a skill.toml, after showing what it may do.',
    example: `
      blufio skill install ./word-count
      blufio skill install ./word-count --replace --yes`,
  })
    .option('--yes', 'approve what the skill may do without being asked')
    .option('--replace', 'put it in place of the installed skill of its name')
    .action(async (path: string, options: InstallOptions) => {
      const { yes = false, replace = false, json = false } = options
      const home = await openHome(options.home)
      const files = await readSkillFiles(path, home.config)
      const { manifest } = files
      const installed = await readStore(home, (store) => store.get(manifest.name))
      if (installed && !replace) throw nameTaken(installed, path, options)
      const action = installed ? 'replace' : 'install'
      await requireApproval({ manifest, action, again: commandLine(path, { ...options, yes: true }), yes, json })
      await assertLoads(files, home)
      const skill = await changeStore(home, (store) => (installed ? store.update(files) : store.install(files)))
      const done = installed ? `replaced ${safeLine(installed.version)}: ` : ''
      const text = `${done}installed ${safeLine(skill.name)} ${safeLine(skill.version)}, sha256 ${skill.contentHash ?? 'unknown'}`
      finish({ value: installedValue({ skill, manifest }), text }, options, end)
    })
}

function nameTaken({ name, version }: InstalledSkill, path: string, { yes: _, ...unapproved }: InstallOptions): Error {
  return new BlufioError('ERR_STORE_SKILL_EXISTS', `${name} ${safeLine(version)} is installed already`, {
    hint: `to replace it: ${commandLine(path, { ...unapproved, replace: true })}`,
  })
}

/** The command with these options, to be pasted into a shell. */
function commandLine(path: string, { yes, replace, home }: InstallOptions): string {
  return [
    `blufio skill install ${shellPath(path)}`,
    ...(home === undefined ? [] : [`--home ${shellPath(home)}`]),
    ...(replace ? ['--replace'] : []),
    ...(yes ? ['--yes'] : []),
  ].join(' ')
}

// A module that can't run is refused while its author or user looks on, not by its first call.
async function assertLoads({ manifest, wasm, wasmFile }: SkillFiles, home: HomeFolder): Promise<void> {
  const { createSkillRuntime } = await import('@blufio/sandbox')
  const runtime = await createSkillRuntime({
    files: fileOptions(home, { isInstalled: true }),
    secrets: placeholderSecrets(manifest),
  })
  try {
    await namingModule(wasmFile, () => runtime.loadSkill(manifest, wasm))
  } finally {
    await runtime.close()
  }
}
