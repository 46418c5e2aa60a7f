import type { SkillManifest, SkillResult, SkillTrace } from '@blufio/core'
import type { RunLimits } from '../run-limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { RecordedCalls } from './call-aside.ts'

/** What a trace tells of the skill that it was recorded of. */
export interface TracedSkill {
  readonly manifest: SkillManifest
  readonly sha256: string
  readonly limits: RunLimits
}

/** Makes the trace of a run. */
export function makeTrace(
  skill: TracedSkill,
  { input, recorded, result }: { input: string; recorded: RecordedCalls; result: SkillResult },
): SkillTrace {
  const { outcome, content, usage } = result
  return {
    format: 'blufio-trace-1',
    skill: { name: skill.manifest.name, version: skill.manifest.version, sha256: skill.sha256 },
    input,
    limits: tracedLimits(skill),
    calls: JSON.parse(`[${recorded.json}]`),
    truncated: recorded.truncated,
    result: { outcome, content, fuel: `${usage.fuel}`, fuelExact: usage.fuelExact },
  }
}

/**
 * Throws unless a loaded skill would run as the one of a trace did.
 *
 * @throws SandboxError `ERR_REPLAY_SKILL`
 */
export function assertSameSkill(trace: SkillTrace, skill: TracedSkill): void {
  const { name } = trace.skill
  if (trace.skill.sha256 !== skill.sha256) {
    throw new SandboxError(
      'ERR_REPLAY_SKILL',
      `the trace is of a module '${name}' with the SHA-256 ${trace.skill.sha256}, the one that is loaded has ${skill.sha256}`,
      { hint: 'load the module that the trace was recorded of' },
    )
  }
  const limits = tracedLimits(skill)
  for (const [limit, value] of Object.entries(trace.limits)) {
    const actual = limits[limit as keyof typeof limits]
    if (value === actual) continue
    throw new SandboxError(
      'ERR_REPLAY_SKILL',
      `the trace was recorded with ${limit} ${value}, skill '${name}' is loaded with ${actual}`,
      { hint: 'load the skill with the limits of the trace' },
    )
  }
}

function tracedLimits({ manifest, limits }: TracedSkill): SkillTrace['limits'] {
  const { maxTableElements, maxOutputBytes, maxLogLines, maxLogLineBytes, maxLogBytes, hostCallFuel } = limits
  return {
    ...{ fuel: `${manifest.resources.fuel}`, memoryMb: manifest.resources.memoryMb, maxTableElements, maxOutputBytes },
    ...{ maxLogLines, maxLogLineBytes, maxLogBytes, hostCallFuel },
  }
}
