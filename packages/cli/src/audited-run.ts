import type { SkillEvent } from '@blufio/sandbox'
import { type AuditFields, recordUses, type UseEvent } from './audit-log.ts'
import type { HomeFolder } from './home-folder.ts'
import type { RuntimeGrants } from './loaded-skill.ts'
import type { RunTarget } from './run-target.ts'

/**
 * What `run` returns, whose runtime is given the options that it is called with. How the run ended, what it used and what it was denied
 * goes to the audit log, in one piece: nothing of its input, its answer and its log.
 */
export async function auditedRun<T>(
  home: HomeFolder,
  target: RunTarget,
  run: (observing: Pick<RuntimeGrants, 'onEvent' | 'eventContent'>) => Promise<T>,
): Promise<T> {
  const events: SkillEvent[] = []
  try {
    // With content, as only then a denial says what was asked for.
    return await run({ onEvent: (event) => events.push(event), eventContent: true })
  } finally {
    const entries = events.flatMap((event) => entryOf(event, target))
    if (entries.length > 0) await recordUses(home, entries)
  }
}

function entryOf(
  event: SkillEvent,
  { digest, isInstalled }: RunTarget,
): readonly (AuditFields & { event: UseEvent })[] {
  const { skillName: skill, skillVersion: version, invocationId: run } = event
  const origin = { skill, version, digest, installed: isInstalled, run }
  if (event.type === 'denied') {
    const { capability, hostFunction, count, asked = [] } = event
    return [{ event: 'denied', ...origin, capability, hostFunction, count, asked: [...new Set(asked)] }]
  }
  if (event.type !== 'completed') return []
  const { outcome, errorCode, usage } = event
  const { fuelExact, peakMemoryBytes } = usage
  const durationMs = Math.round(usage.durationMs)
  return [
    { event: 'run', ...origin, outcome, errorCode, fuel: `${usage.fuel}`, fuelExact, peakMemoryBytes, durationMs },
  ]
}
