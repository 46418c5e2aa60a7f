import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type SkillManifest, skillDigest, skillParts } from '@blufio/core'
import { requireApproval } from './approval.ts'
import { cliError } from './cli-error.ts'
import { type HomeFolder, readStore } from './home-folder.ts'
import { findInstalled, manifestOf } from './installed-details.ts'
import { asksForSomething } from './permission-words.ts'
import { shellPath } from './shell-word.ts'
import { readSkillFiles, type SkillFiles } from './skill-files.ts'
import { readSource } from './sources/read-source.ts'

/** A skill that may be run: installed, and so approved; or approved just now. */
export type RunTarget = Pick<SkillFiles, 'manifest' | 'wasm' | 'wasmFile'> & {
  readonly isInstalled: boolean
  /** Of all of it, as `skillDigest` gives it. */
  readonly digest: string
}

/** How the skill to run was named. */
export interface TargetOptions {
  readonly manifest?: string
  readonly yes?: true
  readonly json?: true
}

/**
 * The skill that `target` names: a `.wasm` file with the manifest of `options`, a `.skill` file, a folder when it has a `/` or is
 * `.` or `..`, else an installed skill. What is not installed and asks for a permission needs approval.
 */
export async function findTarget(target: string, options: TargetOptions, home: HomeFolder): Promise<RunTarget> {
  const isWasm = /\.wasm$/i.test(target)
  if (isWasm && !existsSync(target)) {
    throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no file ${target}`, { hint: 'check the path' })
  }
  if (isWasm !== (options.manifest !== undefined)) {
    throw cliError('ERR_CLI_USAGE', isWasm ? `${target} needs a manifest` : '--manifest goes with a .wasm file', {
      hint: `blufio skill run ${isWasm ? shellPath(target) : 'skill.wasm'} --manifest skill.toml`,
    })
  }
  if (!isWasm && !isPath(target)) return findByName(target, home)
  const files = await readLocal(target, options, home)
  await approve(files.manifest, target, options)
  return { ...files, isInstalled: false, digest: await skillDigest(await skillParts(files)) }
}

async function readLocal(target: string, { manifest }: TargetOptions, { config }: HomeFolder): Promise<SkillFiles> {
  if (manifest !== undefined) return readSkillFiles(manifest, config, target)
  // A full path: a source can be elsewhere, and what is run is on this machine.
  if (ARCHIVE.test(target) && existsSync(target)) return readSource(resolve(target), { config })
  return readSkillFiles(target, config)
}

async function findByName(name: string, home: HomeFolder): Promise<RunTarget> {
  return readStore(home, async (store) => {
    try {
      await findInstalled(store, name, home.config)
      // Both of one reading: another process may update the skill between two.
      const { skill, wasm } = await store.readSkill(name)
      const { wasmPath: wasmFile, digest = '' } = skill
      return { manifest: manifestOf(skill, home.config), wasm, wasmFile, isInstalled: true, digest }
    } catch (error) {
      if (existsSync(`./${name}/skill.toml`) && (await store.get(name)) === undefined) {
        throw cliError('ERR_CLI_SKILL_NOT_FOUND', `no skill ${JSON.stringify(name)} is installed`, {
          hint: `to run the one in the folder of that name: blufio skill run ./${name}`,
        })
      }
      throw error
    }
  })
}

// Without permissions there is nothing to approve: the sandbox bounds what the skill uses.
async function approve(skill: SkillManifest, target: string, options: TargetOptions): Promise<void> {
  if (!asksForSomething(skill.capabilities)) return
  const { manifest, yes, json } = options
  const given = manifest === undefined ? '' : ` --manifest ${shellPath(manifest)}`
  const again = `blufio skill run ${shellPath(target)}${given} --yes`
  await requireApproval({ manifest: skill, action: 'run', again, yes: yes === true, json: json === true })
}

// No name of a skill has a dot.
const ARCHIVE = /\.skill$/i

function isPath(target: string): boolean {
  return target === '.' || target === '..' || /[/\\]/.test(target) || ARCHIVE.test(target)
}
