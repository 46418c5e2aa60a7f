import type { SkillTraceCall } from '@blufio/core'
import type { GuestFunction, HostFunction } from '../host/run-state.ts'
import { RunEnd } from '../outcome.ts'
import { describeBytes } from './traced-bytes.ts'
import type { MemoryAccess, TracedMemory } from './traced-memory.ts'

/** A call of a host function by a guest. */
export interface HostCall {
  readonly host: HostFunction
  readonly values: readonly number[]
  /** The function, bound to the run. */
  readonly perform: GuestFunction
}

/** Makes a call and describes it and its answer; what ended the run is told, and not thrown. */
export function traceCall({ host, values, perform }: HostCall, memory: TracedMemory): SkillTraceCall {
  // What an engine threw in the midst of an earlier call, a full stack say, left something behind.
  memory.take()
  const answer = answerOf(() => perform(...values))
  const { reads, writes } = memory.take()
  // Replay writes what the platform answered; what the run answers by itself it works out again.
  const whole = host.answersFrom === 'platform'
  return {
    function: host.name,
    arguments: values,
    ...described('reads', reads, false),
    ...described('writes', writes, whole),
    ...answer,
  }
}

/** What a described call comes to, for the guest: its value, or the end of the run. */
export function answerGuest({ returns, ended }: SkillTraceCall): number | undefined {
  if (ended !== undefined) throw new RunEnd(ended)
  return returns
}

function answerOf(call: () => number | undefined): Pick<SkillTraceCall, 'returns' | 'ended'> {
  try {
    const returns = call()
    return returns === undefined ? {} : { returns }
  } catch (thrown) {
    if (thrown instanceof RunEnd) return { ended: thrown.verdict }
    throw thrown
  }
}

function described(
  key: 'reads' | 'writes',
  accesses: readonly MemoryAccess[],
  whole: boolean,
): Pick<SkillTraceCall, 'reads' | 'writes'> {
  if (accesses.length === 0) return {}
  return { [key]: accesses.map(({ address, bytes }) => describeBytes(address, bytes, whole)) }
}
