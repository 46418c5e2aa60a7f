import type { SkillManifest } from '@blufio/core'
import { BlufioError } from '@blufio/core'
import type { SkillStore } from '@blufio/store'
import type { Command } from 'commander'
import { requireApproval } from '../approval.ts'
import { changeStore, openHome, readStore } from '../home-folder.ts'
import { installedValue } from '../installed-details.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSkillFiles } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

interface InstallOptions extends CommonOptions {
  readonly yes?: true
}

/** `blufio skill install`: shows what a skill may do, has it approved, tries whether it loads, and keeps it. */
export function addInstall(parent: Command, end: End): void {
  skillCommand(parent, 'install <path>', {
    about: 'Install the skill in a folder, or of a skill.toml, after showing what it may do.',
    example: 'blufio skill install ./word-count',
  })
    .option('--yes', 'approve what the skill may do without being asked')
    .action(async (path: string, options: InstallOptions) => {
      const home = await openHome(options.home)
      const files = await readSkillFiles(path, home.config)
      const { manifest, wasm } = files
      await readStore(home, (store) => assertAbsent(store, manifest.name))
      await requireApproval({ manifest, action: 'install', yes: options.yes === true, json: options.json === true })
      await assertLoads(manifest, wasm)
      const skill = await changeStore(home, (store) => store.install(files))
      const text = `installed ${safeLine(skill.name)} ${safeLine(skill.version)}, sha256 ${skill.contentHash ?? 'unknown'}`
      finish({ value: installedValue({ skill, manifest }), text }, options, end)
    })
}

async function assertAbsent(store: SkillStore, name: string): Promise<void> {
  const installed = await store.get(name)
  if (installed === undefined) return
  throw new BlufioError('ERR_STORE_SKILL_EXISTS', `${name} ${safeLine(installed.version)} is installed already`, {
    hint: `remove it first: blufio skill remove ${name.startsWith('-') ? '-- ' : ''}${name}`,
  })
}

// A module that can't run is refused while its author or user looks on, not by its first call.
async function assertLoads(manifest: SkillManifest, wasm: Uint8Array): Promise<void> {
  const { createSkillRuntime } = await import('@blufio/sandbox')
  const runtime = await createSkillRuntime()
  try {
    await runtime.loadSkill(manifest, wasm)
  } finally {
    await runtime.close()
  }
}
