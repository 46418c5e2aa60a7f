import type { SkillConfig, SkillManifest } from '@blufio/core'
import { nearestName } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import type { InstalledSkill, SkillStore } from '@blufio/store'
import type { AuditFields } from './audit-log.ts'
import { cliError } from './cli-error.ts'

/** An installed skill and the manifest that it runs by. */
export interface InstalledDetails {
  readonly skill: InstalledSkill
  readonly manifest: SkillManifest
}

/** The skill called `name`. Throws `ERR_CLI_SKILL_NOT_FOUND`, which offers the nearest name. */
export async function findInstalled(store: SkillStore, name: string, config: SkillConfig): Promise<InstalledDetails> {
  const skill = await store.get(name)
  if (skill) return { skill, manifest: manifestOf(skill, config) }
  throw await notInstalled(store, name)
}

/** The manifest that an installed skill runs by. */
export function manifestOf({ name, manifestToml }: InstalledSkill, config: SkillConfig): SkillManifest {
  return parseManifest(manifestToml, { defaults: config, file: `skill.toml of ${name}` })
}

/** The error that tells that no skill called `name` is installed. */
export async function notInstalled(store: SkillStore, name: string): Promise<Error> {
  const nearest = nearestName(
    name,
    (await store.list()).map((skill) => skill.name),
  )
  return cliError('ERR_CLI_SKILL_NOT_FOUND', `no skill ${JSON.stringify(name)} is installed`, {
    hint: nearest === undefined ? 'see what is: blufio skill list' : `did you mean ${nearest}?`,
  })
}

/** An installed skill as the audit log tells of it. */
export function auditedSkill({ name, version, digest, publisherId, verificationStatus }: InstalledSkill): AuditFields {
  return { skill: name, version, digest, publisher: publisherId, verificationStatus }
}

/** An installed skill as `--json` shows it. */
export function installedValue({ skill, manifest }: InstalledDetails): object {
  return {
    name: skill.name,
    version: skill.version,
    description: skill.description,
    ...(skill.author === undefined ? {} : { author: skill.author }),
    ...(skill.digest === undefined ? {} : { digest: skill.digest }),
    ...(skill.contentHash === undefined ? {} : { moduleDigest: skill.contentHash }),
    wasmPath: skill.wasmPath,
    verificationStatus: skill.verificationStatus,
    ...(skill.publisherId === undefined ? {} : { publisherId: skill.publisherId }),
    installedAt: skill.installedAt,
    updatedAt: skill.updatedAt,
    capabilities: skill.capabilities,
    resources: manifest.resources,
  }
}
