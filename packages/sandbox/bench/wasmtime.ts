import { compileMetered } from '@blufio/sandbox/rewriter'
import { threadTime } from '../../../tooling/bench/clocks.ts'
import { type Comparison, compareTimes, takeTurns, turnOf } from '../../../tooling/bench/interleaved.ts'
import { printComparisons, printSkipped } from '../../../tooling/bench/tables.ts'
import { hasOracle } from '../test/golden/oracle.ts'
import { type Kernels, mixedKernels, numericKernels } from './kernels.ts'
import { meteredCall } from './metered-turns.ts'
import { startWasmtime } from './wasmtime-process.ts'

/** The time of metered calls beside that of wasmtime 49 with fuel, and what fuel costs there. */
export async function benchWasmtime(rounds: number): Promise<void> {
  for (const kernels of [mixedKernels(), numericKernels()]) {
    const title = `wasmtime 49, ${kernels.title}`
    if ('needs' in kernels) printSkipped(title, `needs ${kernels.needs}`)
    else if (!hasOracle()) printSkipped(title, 'needs pip install wasmtime==49.0.0')
    else await benchKernels(title, kernels, rounds)
  }
}

async function benchKernels(title: string, kernels: Kernels, rounds: number): Promise<void> {
  const module = await compileMetered(kernels.wasm)
  const wasmtime = startWasmtime(kernels)
  const ours: Comparison[] = []
  const theirs: Comparison[] = []
  try {
    for (const call of kernels.calls) {
      const contenders = {
        metered: turnOf(meteredCall(module, call, kernels), threadTime),
        fuel: wasmtime.turn(call, { fuel: true }),
        free: wasmtime.turn(call, { fuel: false }),
      }
      const { metered, fuel, free } = await takeTurns(contenders, rounds)
      ours.push(compareTimes(call.join(' '), fuel, metered))
      theirs.push(compareTimes(call.join(' '), free, fuel))
    }
  } finally {
    wasmtime.close()
  }
  const aims = kernels.aims?.wasmtime ?? {}
  printComparisons(ours, { title, baseline: 'wasmtime with fuel', candidate: 'ours', aims })
  printComparisons(theirs, { title, baseline: 'wasmtime without fuel', candidate: 'wasmtime with fuel' })
}
