import { RunEnd } from '../outcome.ts'
import type { Refusal } from '../policy/refusal.ts'

/** What a manifest grants by name, and a run can be denied. */
export type DeniedCapability = 'env' | 'network' | 'filesystem'

/** Calls of one host function that asked for what was not granted. */
export interface Denial {
  readonly capability: DeniedCapability
  readonly hostFunction: string
  readonly count: number
  /** What the first of them asked for, cut. */
  readonly asked: readonly string[]
}

/** How many names are kept. */
const MAX_ASKED = 16

/** What one run asked for and was not granted. */
export class Denials {
  /** Made by the first: most runs are denied nothing. */
  private byFunction: Map<string, { capability: DeniedCapability; count: number; asked: string[] }> | undefined

  /** Notes a call; `asked` tells what it asked for, and is called only for the first few. */
  note(capability: DeniedCapability, hostFunction: string, asked: () => string): void {
    this.byFunction ??= new Map()
    let denial = this.byFunction.get(hostFunction)
    if (denial === undefined) {
      denial = { capability, count: 0, asked: [] }
      this.byFunction.set(hostFunction, denial)
    }
    denial.count++
    if (denial.asked.length < MAX_ASKED) denial.asked.push(asked())
  }

  /** Notes a call that ends its run, and makes the end of it. */
  refuse(capability: DeniedCapability, hostFunction: string, { content, asked }: Refusal): RunEnd {
    this.note(capability, hostFunction, () => asked)
    return new RunEnd({ outcome: 'denied', content })
  }

  /** One entry for each function that was denied something; `undefined` when none was. */
  get list(): readonly Denial[] | undefined {
    if (this.byFunction === undefined) return undefined
    return [...this.byFunction].map(([hostFunction, denial]) => ({ hostFunction, ...denial }))
  }
}
