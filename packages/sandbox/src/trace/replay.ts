import type { SkillResult, SkillTrace } from '@blufio/core'
import type { RunAnswer } from '../run-answer.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { ReplayScript } from './call-replayer.ts'

/** What a thread needs of a checked trace to replay it. */
export function scriptOf({ calls, result }: SkillTrace): ReplayScript {
  const { outcome, content } = result
  const script = { calls: calls.map((call) => JSON.stringify(call)).join('\n'), verdict: { outcome, content } }
  return isInterrupted(result)
    ? { ...script, interrupted: { verdict: { outcome, content }, fuel: BigInt(result.fuel) } }
    : script
}

/**
 * The result of a replayed run, when it is that of its trace.
 *
 * @throws SandboxError `ERR_REPLAY_DIVERGED`, with the number of the `call` at which they differ.
 */
export function replayedResult(trace: SkillTrace, { aside, ...result }: RunAnswer): SkillResult {
  const recorded = trace.result
  // Whoever replays cancelled it.
  if (result.outcome === 'cancelled' && recorded.outcome !== 'cancelled') return result
  if (aside?.divergence !== undefined) throw diverged(aside.divergence.call, aside.divergence.problem)
  if (isInterrupted(recorded)) return interruptedResult(trace, result)
  const atEnd = (problem: string): SandboxError => diverged(trace.calls.length, problem)
  if (result.outcome !== recorded.outcome)
    throw atEnd(`the run ended as ${result.outcome}, the trace as ${recorded.outcome}`)
  // An engine finds its own words for a trap.
  if (result.outcome === 'ok' && result.content !== recorded.content) {
    throw atEnd(
      `the content differs from the trace: ${result.content.length} and ${recorded.content.length} characters`,
    )
  }
  const { fuel, fuelExact } = result.usage
  if ((fuelExact || result.outcome === 'out-of-fuel') && `${fuel}` !== recorded.fuel) {
    throw atEnd(`the run used ${fuel} fuel, the trace has ${recorded.fuel}`)
  }
  return result
}

/** Where a run is interrupted depends on the clock: a replay that gets so far in the same way is the same. */
function interruptedResult({ calls, result: recorded }: SkillTrace, result: SkillResult): SkillResult {
  const { outcome, content } = recorded
  const fuel = BigInt(recorded.fuel)
  if (result.usage.fuel < fuel) {
    throw diverged(
      calls.length,
      `the run ended as ${result.outcome} after ${result.usage.fuel} fuel, the trace goes on to ${fuel}`,
    )
  }
  return { ...result, outcome, content, isError: true, usage: { ...result.usage, fuel, fuelExact: false } }
}

function isInterrupted({ outcome }: SkillTrace['result']): boolean {
  return outcome === 'timed-out' || outcome === 'cancelled'
}

function diverged(call: number, problem: string): SandboxError {
  return new SandboxError('ERR_REPLAY_DIVERGED', `the replay left its trace at call ${call}: ${problem}`, {
    hint: 'the run depends on something that the trace does not hold, or the trace was changed',
    call,
  })
}
