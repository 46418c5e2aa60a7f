import { DEFAULT_RESOURCES } from './skill-manifest.ts'

/** The `[skill]` section of blufio.toml: how a host treats skills. */
export interface SkillConfig {
  /** The folder of installed skills; a leading `~` is the user's home. */
  readonly skillsDir: string
  /** Fuel of a skill whose manifest names none. */
  readonly defaultFuel: bigint
  /** Memory of a skill whose manifest names none, in MiB. */
  readonly defaultMemoryMb: number
  /** Timeout of a skill whose manifest names none, in seconds. */
  readonly defaultEpochTimeoutSecs: number
  /** How many skills an agent's prompt lists at most. */
  readonly maxSkillsInPrompt: number
  /** Whether skills run at all. */
  readonly enabled: boolean
}

/** The configuration of a host that has no blufio.toml. */
export const DEFAULT_SKILL_CONFIG: SkillConfig = Object.freeze({
  skillsDir: '~/.blufio/skills',
  defaultFuel: DEFAULT_RESOURCES.fuel,
  defaultMemoryMb: DEFAULT_RESOURCES.memoryMb,
  defaultEpochTimeoutSecs: DEFAULT_RESOURCES.epochTimeoutSecs,
  maxSkillsInPrompt: 20,
  enabled: false,
})
