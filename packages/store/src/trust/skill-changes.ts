import type { SkillCapabilities, SkillPart, SkillResources, SkillSecret } from '@blufio/core'
import { optional } from '../rows/optional.ts'

/** What is compared of two versions of a skill. */
export interface ComparedSkill {
  readonly version: string
  readonly description: string
  readonly author?: string
  readonly capabilities: SkillCapabilities
  /** Absent when they are not known. */
  readonly resources?: SkillResources
  /** Absent when they are not known. */
  readonly parts?: readonly SkillPart[]
  readonly publisherId?: string
}

/** One difference between two versions of a skill. */
export interface SkillChange {
  /** What differs, such as `network.domains`, `resources.fuel`, `description` or `SKILL.md`. */
  readonly field: string
  /** Whether the skill may do more for it, or less. */
  readonly kind: 'wider' | 'narrower' | 'changed'
  /** Absent when there was nothing, or when it is not known. */
  readonly before?: string
  /** Absent when there is nothing any more. */
  readonly after?: string
  /** Whether it needs to be approved: the skill may do more, tells the model something else, or is by somebody else. */
  readonly needsApproval: boolean
}

/** What differs between an installed skill and another version of it, what needs approval first. */
export function compareSkills(before: ComparedSkill, after: ComparedSkill): readonly SkillChange[] {
  const changes = [
    ...granted('network.domains', before.capabilities.network?.domains, after.capabilities.network?.domains),
    ...granted('filesystem.read', before.capabilities.filesystem?.read, after.capabilities.filesystem?.read),
    ...granted('filesystem.write', before.capabilities.filesystem?.write, after.capabilities.filesystem?.write),
    ...granted('env', before.capabilities.env, after.capabilities.env),
    ...granted('secrets', before.capabilities.secrets?.map(secretText), after.capabilities.secrets?.map(secretText)),
    ...given('clock', before.capabilities.clock, after.capabilities.clock),
    ...given('random', before.capabilities.random, after.capabilities.random),
    ...limited(before.resources, after.resources),
    ...texts(before, after),
    ...parts(before.parts, after.parts),
  ]
  return [...changes.filter((change) => change.needsApproval), ...changes.filter((change) => !change.needsApproval)]
}

function granted(field: string, before: readonly string[] = [], after: readonly string[] = []): SkillChange[] {
  return [
    ...after.filter((entry) => !before.includes(entry)).map((entry) => wider(field, { after: entry })),
    ...before.filter((entry) => !after.includes(entry)).map((entry) => narrower(field, { before: entry })),
  ]
}

function secretText(secret: SkillSecret): string {
  const place =
    'query' in secret ? `query parameter ${secret.query}` : `header ${secret.header}, ${secret.prefix ?? ''}`
  return `${secret.name} to ${secret.domain} (${place})`
}

/** Only the real thing is a permission: what stands still or is always the same tells a skill nothing. */
function given(field: string, before: true | string | number = '', after: true | string | number = ''): SkillChange[] {
  if (before === after) return []
  const values = {
    ...(before === '' ? {} : { before: wordOf(before) }),
    ...(after === '' ? {} : { after: wordOf(after) }),
  }
  if (after === true) return [wider(field, values)]
  return [before === true ? narrower(field, values) : changed(field, values)]
}

function wordOf(value: true | string | number): string {
  return value === true ? 'real' : String(value)
}

function limited(before: SkillResources | undefined, after: SkillResources | undefined): SkillChange[] {
  if (after === undefined) return []
  return (['fuel', 'memoryMb', 'epochTimeoutSecs'] as const).flatMap((limit) => {
    const field = `resources.${limit}`
    if (before === undefined) return [wider(field, { after: String(after[limit]) })]
    const values = { before: String(before[limit]), after: String(after[limit]) }
    if (before[limit] === after[limit]) return []
    return [before[limit] < after[limit] ? wider(field, values) : narrower(field, values)]
  })
}

function texts(before: ComparedSkill, after: ComparedSkill): SkillChange[] {
  return (['description', 'author', 'publisherId', 'version'] as const).flatMap((field) => {
    if (before[field] === after[field]) return []
    const values = { ...optional('before', before[field]), ...optional('after', after[field]) }
    // A key that is trusted on first use is trusted for every skill of that publisher.
    return [changed(field, values, field === 'description' || field === 'publisherId')]
  })
}

function parts(before: readonly SkillPart[] = [], after: readonly SkillPart[] = []): SkillChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))]
  return names.flatMap((name) => {
    const [old, young] = [before, after].map((list) => list.find((part) => part.name === name))
    if (old?.sha256 === young?.sha256) return []
    const values = { ...optional('before', sizeOf(old)), ...optional('after', sizeOf(young)) }
    // What is in the manifest is compared by itself, and the module is held to what was approved.
    return [changed(name, values, name !== 'skill.toml' && name !== 'module')]
  })
}

function sizeOf(part: SkillPart | undefined): string | undefined {
  return part && `${part.bytes} bytes`
}

type Values = Pick<SkillChange, 'before' | 'after'>

function wider(field: string, values: Values): SkillChange {
  return { field, kind: 'wider', ...values, needsApproval: true }
}

function narrower(field: string, values: Values): SkillChange {
  return { field, kind: 'narrower', ...values, needsApproval: false }
}

function changed(field: string, values: Values, needsApproval = false): SkillChange {
  return { field, kind: 'changed', ...values, needsApproval }
}
