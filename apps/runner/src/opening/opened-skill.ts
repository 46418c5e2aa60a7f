import type { SkillPackage } from '@blufio/store'

/** A skill in memory: what is looked at is what is approved, kept and run. */
export interface OpenedSkill extends SkillPackage {
  /** Where it came from, in words, such as `word-count.skill`. */
  readonly origin: string
}

/** The files of a skill by their paths beside its skill.toml. */
export type SkillFiles = ReadonlyMap<string, Uint8Array>

/** As much as an archive of the largest module and its texts can come to. */
export const MAX_SKILL_BYTES = 41_943_040
