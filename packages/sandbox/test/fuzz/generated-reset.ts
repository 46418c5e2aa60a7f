import { compileMetered, instantiateMetered, type MeteredInstance } from '@blufio/sandbox/rewriter'
import { GeneratedHost } from './generated-host.ts'
import type { GeneratedModule } from './generated-module.ts'
import {
  callOf,
  difference,
  ended,
  type GeneratedCall,
  type Observed,
  observe,
  type Pair,
  runMetered,
} from './generated-run.ts'

/** What came of holding instances that were reset against new ones. */
export interface ResetReport {
  /** How many runs began with a reset. */
  readonly resets: number
  readonly faults: readonly string[]
}

/**
 * Runs each call in an instance that earlier calls have used and that was reset, and in a new one: both must do the same,
 * with the same fuel. Nothing is run when the module can't be reset, or has its host change its table.
 */
export async function checkResets(
  { wasm }: GeneratedModule,
  { plain, globals }: Pair,
  { calls, fuel }: { calls: readonly GeneratedCall[]; fuel: bigint },
): Promise<ResetReport> {
  const metered = await compileMetered(wasm, { resettable: true })
  const changesTables = WebAssembly.Module.imports(plain).some(({ name }) => name === 'table-set')
  if (!metered.meter.canReset || changesTables) return { resets: 0, faults: [] }
  const pair = { plain, metered, globals }
  const faults: string[] = []
  const kept = new KeptInstance(pair)
  // Each call after each other one, and after itself.
  for (const before of calls) {
    for (const call of calls) {
      kept.run(before, fuel)
      const again = kept.run(call, fuel)
      const fresh = runMetered(pair, [call], fuel)
      if (again === undefined || fresh.observed === undefined) continue
      const where = `${call.name} after ${before.name} and a reset`
      const fault = difference(again.observed, fresh.observed)
      if (fault !== undefined) faults.push(`${where}: ${fault}`)
      else if (fresh.complete && again.fuel !== fresh.fuel)
        faults.push(`${where}: ${again.fuel} units, not ${fresh.fuel}`)
    }
  }
  return { resets: kept.resets, faults }
}

/** An instance that is reset before each run, and replaced when it can't be. */
class KeptInstance {
  resets = 0
  private readonly pair: Pair
  private host: GeneratedHost
  private instance: MeteredInstance | undefined

  constructor(pair: Pair) {
    this.pair = pair
    this.host = new GeneratedHost(pair.plain)
  }

  /** Nothing when the run used up its fuel. */
  run(call: GeneratedCall, fuel: bigint): { readonly observed: Observed; readonly fuel: bigint } | undefined {
    const outcomes = [this.begin(fuel)]
    if (outcomes[0] === 'returned instance') outcomes.push(ended(this.host, () => callOf(this.host, call)))
    const { instance } = this
    if (instance === undefined || instance.stopReason !== undefined) return undefined
    const observed = observe(this.host, outcomes)
    // Copies: the next run goes on in the same memory.
    return {
      observed: { ...observed, memories: observed.memories.map((memory) => memory.slice()) },
      fuel: instance.fuelConsumed,
    }
  }

  private begin(fuel: bigint): string {
    const { plain, metered, globals } = this.pair
    if (this.instance?.canReset === true) {
      this.resets++
      this.host.forget()
      return ended(this.host, () => {
        this.instance?.reset(fuel)
        return 'instance'
      })
    }
    this.instance = undefined
    this.host = new GeneratedHost(plain)
    return ended(this.host, () => {
      const made = instantiateMetered(metered, this.host.imports(plain, globals), {
        fuel,
        reusable: true,
        beforeStart: (early) => {
          this.instance = early
        },
      })
      this.host.exports = made.exports
      return 'instance'
    })
  }
}
