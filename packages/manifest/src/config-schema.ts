import { DEFAULT_SKILL_CONFIG, type SkillConfig } from '@blufio/core'
import * as v from 'valibot'
import { FUEL, MEMORY_MB, TIMEOUT_SECS } from './manifest-schema.ts'
import { flag, integer, type TomlSchema, table, text } from './schema-parts.ts'
import { textProblem } from './text-rule.ts'

const MAX_FOLDER_LENGTH = 4096
const MAX_PROMPT_SKILLS = 1000

/** The shape of a blufio.toml; what it doesn't name is as in DEFAULT_SKILL_CONFIG. */
export function configSchema(): TomlSchema<SkillConfig> {
  const byDefault = DEFAULT_SKILL_CONFIG
  const schema = table({
    skill: v.optional(
      table({
        skills_dir: v.optional(
          text('the path of a folder', (value) => textProblem(value, { maxLength: MAX_FOLDER_LENGTH, joiners: true })),
          byDefault.skillsDir,
        ),
        default_fuel: v.optional(FUEL, byDefault.defaultFuel),
        default_memory_mb: v.optional(MEMORY_MB, BigInt(byDefault.defaultMemoryMb)),
        default_epoch_timeout_secs: v.optional(TIMEOUT_SECS, byDefault.defaultEpochTimeoutSecs),
        max_skills_in_prompt: v.optional(
          integer('', { min: 0, max: MAX_PROMPT_SKILLS }),
          BigInt(byDefault.maxSkillsInPrompt),
        ),
        enabled: v.optional(flag(), byDefault.enabled),
      }),
      {},
    ),
  })
  return v.pipe(
    schema,
    v.transform(
      ({ skill }): SkillConfig => ({
        skillsDir: skill.skills_dir,
        defaultFuel: skill.default_fuel,
        defaultMemoryMb: skill.default_memory_mb,
        defaultEpochTimeoutSecs: skill.default_epoch_timeout_secs,
        maxSkillsInPrompt: skill.max_skills_in_prompt,
        enabled: skill.enabled,
      }),
    ),
  )
}
