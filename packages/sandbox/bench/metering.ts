import { compileMetered } from '@blufio/sandbox/rewriter'
import { threadTime } from '../../../tooling/bench/clocks.ts'
import { type Comparison, compare } from '../../../tooling/bench/interleaved.ts'
import { printComparisons, printSkipped } from '../../../tooling/bench/tables.ts'
import { type Kernels, mixedKernels, numericKernels, ownPrograms } from './kernels.ts'
import { meteredCall, plainCall } from './metered-turns.ts'

/** What metering costs: the same calls of a metered module, with deadline and cancellation, and of the plain one. */
export async function benchMetering(rounds: number): Promise<void> {
  for (const kernels of [await ownPrograms(), mixedKernels(), numericKernels()]) {
    if ('needs' in kernels) printSkipped(`metering, ${kernels.title}`, `needs ${kernels.needs}`)
    else await benchKernels(kernels, rounds)
  }
}

/** Measures and prints what metering costs some kernels. */
export async function benchKernels(kernels: Kernels, rounds: number): Promise<void> {
  const { title, wasm, calls, aims } = kernels
  const metered = await compileMetered(wasm)
  const plain = await WebAssembly.compile(wasm)
  const rows: Comparison[] = []
  for (const call of calls) {
    const contenders = { baseline: plainCall(plain, call, kernels), candidate: meteredCall(metered, call, kernels) }
    rows.push(await compare(call.join(' '), { ...contenders, rounds, clock: threadTime }))
  }
  printComparisons(rows, {
    title: `metering, ${title}`,
    baseline: 'plain',
    candidate: 'metered',
    ...(aims?.metering === undefined ? {} : { aims: aims.metering }),
  })
}
