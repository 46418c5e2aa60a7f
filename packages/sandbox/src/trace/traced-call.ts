import type { SkillTraceCall } from '@blufio/core'
import type { CallAnswer, HostWait } from '../host/host-wait.ts'
import { answerSource, type GuestValue, type HostFunction, type RunState } from '../host/run-state.ts'
import { RunEnd } from '../outcome.ts'
import { describeBytes } from './traced-bytes.ts'
import type { MemoryAccess, TracedMemory } from './traced-memory.ts'

/** A call of a host function by a guest. */
export interface HostCall {
  readonly host: HostFunction
  readonly values: readonly GuestValue[]
  readonly run: RunState
  /** Makes the call. */
  readonly perform: () => CallAnswer
}

/**
 * Makes a call and describes it and its answer to `described`, once there is one, whose answer to the guest it gives; what
 * ended the run is told, and not thrown.
 */
export function traceCall(
  { host, values, run, perform }: HostCall,
  memory: TracedMemory,
  described: (call: SkillTraceCall) => number | undefined,
): CallAnswer {
  // What an engine threw in the midst of an earlier call, a full stack say, left something behind.
  memory.take()
  const bodyBefore = run.lastBody
  const tell = (answer: Pick<SkillTraceCall, 'returns' | 'ended'>): number | undefined => {
    const { reads, writes } = memory.take()
    return described({
      function: host.name,
      arguments: values.map(tracedValue),
      ...accesses('reads', reads, false),
      // Replay writes what the platform answered; what the run answers by itself it works out again.
      ...accesses('writes', writes, answerSource(host, values) === 'platform'),
      ...(run.lastBody === bodyBefore ? {} : { setsContent: true }),
      ...answer,
    })
  }
  const told = (answer: Answered | HostWait): CallAnswer => {
    if (!('request' in answer)) return tell(answer)
    const { request, settle } = answer
    return { request, settle: (given) => told(answerOf(() => settle(given))) }
  }
  return told(answerOf(perform))
}

/** A value as traces have it: those of 64 bits in decimal. */
export function tracedValue(value: GuestValue): number | string {
  return typeof value === 'bigint' ? `${value}` : value
}

type Answered = Pick<SkillTraceCall, 'returns' | 'ended'>

/** What a described call comes to, for the guest: its value, or the end of the run. */
export function answerGuest({ returns, ended }: SkillTraceCall): number | undefined {
  if (ended !== undefined) throw new RunEnd(ended)
  return returns
}

function answerOf(call: () => CallAnswer): Answered | HostWait {
  try {
    const returns = call()
    if (typeof returns === 'object') return returns
    return returns === undefined ? {} : { returns }
  } catch (thrown) {
    if (thrown instanceof RunEnd) return { ended: thrown.verdict }
    throw thrown
  }
}

function accesses(
  key: 'reads' | 'writes',
  made: readonly MemoryAccess[],
  whole: boolean,
): Pick<SkillTraceCall, 'reads' | 'writes'> {
  if (made.length === 0) return {}
  return { [key]: made.map(({ address, bytes }) => describeBytes(address, bytes, whole)) }
}
