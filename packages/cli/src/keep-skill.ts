import { BlufioError } from '@blufio/core'
import type { InstalledSkill, SkillReview } from '@blufio/store'
import { requireApproval } from './approval.ts'
import { withoutQuery } from './audit-log.ts'
import { cliError } from './cli-error.ts'
import { changeStore, fileOptions, type HomeFolder, readStore } from './home-folder.ts'
import { auditedSkill } from './installed-details.ts'
import { placeholderSecrets } from './loaded-skill.ts'
import { namingModule } from './module-error.ts'
import { changeWords, provenanceWords } from './review-words.ts'
import type { SkillFiles } from './skill-files.ts'
import type { SourcedSkill } from './sources/read-source.ts'

/** How a skill is to be kept, and what was agreed to beforehand. */
export interface KeepOptions {
  readonly action: 'install' | 'update'
  /** The command that was given, with more options. */
  readonly command: (more: string) => string
  readonly yes?: true
  /** The digest that is approved, and no other. */
  readonly approve?: string
  readonly allowDowngrade?: true
  readonly json?: true
}

/** What came of it. */
export interface KeptSkill {
  readonly skill: InstalledSkill
  readonly review: SkillReview
}

/**
 * Installs or updates a skill: looks at what is installed and at its signature, shows what it may do and what changes, has it
 * approved where that is needed, tries whether it loads, and keeps the very bytes that were looked at. Until the last step nothing
 * is changed. Throws `ERR_CLI_NOT_APPROVED`, and what the store and the sandbox refuse.
 */
export async function keepSkill(files: SourcedSkill, home: HomeFolder, options: KeepOptions): Promise<KeptSkill> {
  const { action, command, allowDowngrade } = options
  const review = await readStore(home, async (store) => {
    const found = await store.review(files)
    if (action === 'install' && found.installed) throw nameTaken(found.installed, command)
    if (action === 'update' && !found.installed) throw toInstall(files, command)
    return found
  })
  if (review.isDowngrade && !allowDowngrade) throw downgrade(files, review, command)
  await approve(files, review, options)
  await assertLoads(files, home)
  // Nobody approved what needed no approval: if it needs one by now, as another process changed what is installed, it is refused.
  const approval = review.needsApproval || options.approve !== undefined ? { approved: review.digest } : {}
  const agreed = { ...approval, allowDowngrade: allowDowngrade === true }
  const skill = await changeStore(home, {
    event: action,
    apply: (store) => store[action](files, agreed),
    fields: (kept) => ({
      ...auditedSkill(kept),
      replaced: review.installed?.digest,
      changes: review.installed && review.changes.map(({ field, kind }) => `${field} ${kind}`),
      approval: approvalOf(review, options),
      from: withoutQuery(files.source),
    }),
  })
  return { skill, review }
}

async function approve(files: SkillFiles, review: SkillReview, options: KeepOptions): Promise<void> {
  const { action, command, approve: digest, yes = false, json = false } = options
  const { manifest } = files
  if (digest !== undefined && digest !== review.digest) {
    throw cliError(
      'ERR_CLI_NOT_APPROVED',
      `${manifest.name} has the digest ${review.digest}, not the one that is approved`,
      {
        skillName: manifest.name,
        hint: 'find out who changed it; look at it without --approve',
      },
    )
  }
  const changes = review.installed ? [changeWords(review.installed.version, review.changes)] : []
  await requireApproval({
    manifest,
    action,
    details: [...changes, provenanceWords(review)].join('\n'),
    again: command('--yes'),
    yes: yes || digest !== undefined || !review.needsApproval,
    json,
  })
}

// By what somebody agreed, for who reads the audit log.
function approvalOf({ needsApproval }: SkillReview, { approve, yes }: KeepOptions): string {
  if (!needsApproval) return 'not needed'
  if (approve !== undefined) return '--approve'
  return yes ? '--yes' : 'answered'
}

function nameTaken({ name, version }: InstalledSkill, command: KeepOptions['command']): Error {
  return new BlufioError('ERR_STORE_SKILL_EXISTS', `${name} ${version} is installed already`, {
    hint: `to put this in its place: ${command('').replace('skill install', 'skill update')}`,
  })
}

function toInstall({ manifest }: SkillFiles, command: KeepOptions['command']): Error {
  return cliError('ERR_CLI_SKILL_NOT_FOUND', `no skill ${JSON.stringify(manifest.name)} is installed`, {
    hint: `to install it: ${command('').replace('skill update', 'skill install')}`,
  })
}

function downgrade({ manifest }: SkillFiles, { installed }: SkillReview, command: KeepOptions['command']): Error {
  const { name, version } = manifest
  return new BlufioError(
    'ERR_STORE_DOWNGRADE',
    `${name} ${installed?.version ?? ''} is installed, and ${version} is older`,
    {
      hint: `an older version may have faults that were mended since; if you want it all the same: ${command('--allow-downgrade')}`,
    },
  )
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
