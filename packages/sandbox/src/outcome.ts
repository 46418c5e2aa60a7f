import type { SkillOutcome, SkillResult, SkillUsage } from '@blufio/core'
import { visible } from './rewriter/visible-text.ts'

/** How a run ended, and what to tell of it. */
export interface Verdict {
  readonly outcome: SkillOutcome
  readonly content: string
}

/** Of a run that its caller ended, wherever it had got to. */
export const CANCELLED: Verdict = { outcome: 'cancelled', content: 'the run was cancelled' }

/** The result of a run that left nothing but its verdict, and `usage` as far as it is known. */
export function failedResult({ outcome, content }: Verdict, usage: Partial<SkillUsage>): SkillResult {
  return {
    content,
    isError: true,
    outcome,
    usage: { fuel: 0n, fuelExact: false, peakMemoryBytes: 0, durationMs: 0, ...usage },
    logs: [],
  }
}

/** Thrown by host functions to end a run; never seen outside of this package. */
export class RunEnd extends Error {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super(verdict.content)
    this.verdict = verdict
  }
}

/** What is known of a run that threw. */
export interface ThrownRun {
  /** Whether the instance was there already. */
  readonly started: boolean
  readonly memoryRefused: boolean
  readonly memoryMb: number
}

/** What an engine threw while a guest ran, as a verdict; `undefined` when no guest can cause it. */
export function verdictOfThrown(thrown: unknown, { started, memoryRefused, memoryMb }: ThrownRun): Verdict | undefined {
  if (thrown instanceof WebAssembly.LinkError || thrown instanceof WebAssembly.CompileError) {
    return { outcome: 'invalid-module', content: `the module can't be instantiated: ${visible(thrown.message)}` }
  }
  if (isException(thrown)) return { outcome: 'trapped', content: 'the skill threw an exception and did not catch it' }
  if (!(thrown instanceof Error)) return undefined
  const exhausted = isRangeError(thrown)
  if (!exhausted && !(thrown instanceof WebAssembly.RuntimeError)) return undefined
  if (exhausted && !started) {
    return { outcome: 'out-of-memory', content: `the host has no room for the skill's memory: ${thrown.message}` }
  }
  const what = exhausted ? 'the call stack overflowed' : thrown.message
  if (!memoryRefused) return { outcome: 'trapped', content: `the skill trapped: ${what}` }
  const asked = `the skill asked for more than its ${memoryMb} MiB of memory`
  return { outcome: 'out-of-memory', content: `${asked} and gave up: ${what}` }
}

/** An exception of WebAssembly, which not every engine has, and which is no Error. */
function isException(thrown: unknown): boolean {
  return typeof WebAssembly.Exception === 'function' && thrown instanceof WebAssembly.Exception
}

/** What engines throw for a full stack, and for memory they can't get: SpiderMonkey an InternalError, others a RangeError. */
function isRangeError(thrown: Error): boolean {
  return thrown instanceof RangeError || thrown.name === 'InternalError'
}
