import type { SkillOutcome } from '@blufio/core'

/** How a run ended, and what to tell of it. */
export interface Verdict {
  readonly outcome: SkillOutcome
  readonly content: string
}

/** Thrown by host functions to end a run; never seen outside of this package. */
export class RunEnd extends Error {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super(verdict.content)
    this.verdict = verdict
  }
}

/** What an engine threw while a guest ran, as a verdict; `undefined` when no guest can cause it. */
export function verdictOfThrown(
  thrown: unknown,
  run: { memoryRefused: boolean; memoryMb: number },
): Verdict | undefined {
  if (thrown instanceof WebAssembly.LinkError || thrown instanceof WebAssembly.CompileError) {
    return { outcome: 'invalid-module', content: `the module can't be instantiated: ${thrown.message}` }
  }
  if (!(thrown instanceof Error)) return undefined
  const overflowed = isStackOverflow(thrown)
  if (!overflowed && !(thrown instanceof WebAssembly.RuntimeError)) return undefined
  const what = overflowed ? 'the call stack overflowed' : thrown.message
  return run.memoryRefused
    ? {
        outcome: 'out-of-memory',
        content: `the skill asked for more than its ${run.memoryMb} MiB of memory and gave up: ${what}`,
      }
    : { outcome: 'trapped', content: `the skill trapped: ${what}` }
}

/** V8 and JavaScriptCore throw a RangeError when the stack is full, SpiderMonkey an InternalError. */
function isStackOverflow(thrown: Error): boolean {
  return thrown instanceof RangeError || thrown.name === 'InternalError'
}
