import {
  DEFAULT_WASM_ENTRY,
  MAX_FUEL,
  MAX_MEMORY_MB,
  MAX_TIMEOUT_SECS,
  type SkillManifest,
  type SkillResources,
  skillNameProblem,
} from '@blufio/core'
import * as v from 'valibot'
import { CAPABILITIES } from './capabilities-schema.ts'
import { wasmEntryProblem } from './path-rule.ts'
import { bigInteger, integer, positiveNumber, type TomlSchema, table, text } from './schema-parts.ts'
import { firstNonAscii, textProblem } from './text-rule.ts'
import { versionProblem } from './version-rule.ts'

const MAX_DESCRIPTION_LENGTH = 1024
const MAX_AUTHOR_LENGTH = 256

/** The schema of `[resources] fuel` and of its default. */
export const FUEL: TomlSchema<bigint> = bigInteger('', { min: 0n, max: MAX_FUEL })

/** The schema of `[resources] memory_mb` and of its default. */
export const MEMORY_MB: TomlSchema<number> = integer(' (MiB)', { min: 1, max: MAX_MEMORY_MB })

/** The schema of `[resources] epoch_timeout_secs` and of its default. */
export const TIMEOUT_SECS: TomlSchema<number> = positiveNumber(' (seconds)', { max: MAX_TIMEOUT_SECS })

/** The shape of a skill.toml, with `defaults` for the limits that it doesn't name. */
export function manifestSchema(defaults: SkillResources): TomlSchema<SkillManifest> {
  const schema = table({
    skill: table({
      name: text('a name of 1 to 64 ASCII letters, digits, `-` and `_`', nameProblem),
      version: text('a version such as "1.0.0" (Semantic Versioning 2.0.0)', versionProblem),
      description: text(`one line of 1 to ${MAX_DESCRIPTION_LENGTH} characters`, (value) =>
        textProblem(value, { maxLength: MAX_DESCRIPTION_LENGTH, joiners: true }),
      ),
      author: v.optional(
        text(`one line of 1 to ${MAX_AUTHOR_LENGTH} characters`, (value) =>
          textProblem(value, { maxLength: MAX_AUTHOR_LENGTH, joiners: true }),
        ),
      ),
    }),
    capabilities: v.optional(CAPABILITIES, {}),
    resources: v.optional(
      table({
        fuel: v.optional(FUEL, defaults.fuel),
        memory_mb: v.optional(MEMORY_MB, BigInt(defaults.memoryMb)),
        epoch_timeout_secs: v.optional(TIMEOUT_SECS, defaults.epochTimeoutSecs),
      }),
      {},
    ),
    wasm: v.optional(
      table({
        entry: v.optional(
          text('a file such as "skill.wasm", relative to skill.toml', wasmEntryProblem),
          DEFAULT_WASM_ENTRY,
        ),
      }),
      {},
    ),
  })
  return v.pipe(
    schema,
    v.transform(({ skill, capabilities, resources, wasm }): SkillManifest => {
      const { author, ...identity } = skill
      return {
        ...identity,
        ...(author === undefined ? {} : { author }),
        capabilities,
        resources: {
          fuel: resources.fuel,
          memoryMb: resources.memory_mb,
          epochTimeoutSecs: resources.epoch_timeout_secs,
        },
        wasmEntry: wasm.entry,
      }
    }),
  )
}

function nameProblem(name: string): string | undefined {
  const problem = skillNameProblem(name)
  const character = firstNonAscii(name)
  return problem === undefined || character === undefined ? problem : `${problem}; this one has ${character}`
}
