import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileMetered, instantiateMetered } from '@blufio/sandbox/rewriter'
import { goldenCases } from '../test/golden/cases.ts'
import type { Call } from '../test/golden/rules.ts'
import { type Comparison, compare, print } from './interleaved.ts'

type Callable = (...values: readonly number[]) => unknown

const DATA = process.env['BLUFIO_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../../shared')
const IMPORTS: WebAssembly.Imports = { env: { abort: () => {} } }

/** What metering costs: the same calls of a metered and of the plain module, in turn. */
export async function benchMetering(rounds: number): Promise<void> {
  const [programs] = await goldenCases()
  if (programs !== undefined) await benchModule('own programs', programs.wasm, programs.calls, rounds)
  for (const [name, calls] of KERNELS) {
    const file = resolve(DATA, `kernels/${name}/${name === 'mixed' ? 'kernels' : name}.wasm`)
    if (existsSync(file)) await benchModule(`${name} kernels`, readFileSync(file), calls(), rounds)
    else console.log(`\n${name} kernels: skipped, needs ${file}`)
  }
}

const KERNELS: readonly (readonly [name: string, calls: () => readonly Call[]])[] = [
  ['mixed', () => goldenCalls(0)],
  ['numeric', () => goldenCalls(1)],
]

function goldenCalls(module: number): Call[] {
  const golden: readonly { calls: readonly { name: string; args: readonly number[] }[] }[] = JSON.parse(
    readFileSync(resolve(DATA, 'oracle/golden-kernels.json'), 'utf8'),
  )
  return (golden[module]?.calls ?? []).map(({ name, args }) => [name, ...args])
}

async function benchModule(
  title: string,
  wasm: Uint8Array<ArrayBuffer>,
  calls: readonly Call[],
  rounds: number,
): Promise<void> {
  const metered = await compileMetered(wasm)
  const plain = await WebAssembly.compile(wasm)
  const rows: Comparison[] = []
  const options = { fuel: (1n << 64n) - 1n, onRefill: () => true }
  for (const [name, ...args] of calls) {
    // An instance for each turn: some programs never free what they allocate.
    const ready = (exports: Readonly<Record<string, unknown>>) => () => void (exports[name] as Callable)(...args)
    const row = await compare(`${name} ${args.join(' ')}`, {
      baseline: () => ready(new WebAssembly.Instance(plain, IMPORTS).exports),
      candidate: () => ready(instantiateMetered(metered, IMPORTS, options).exports),
      rounds,
    })
    rows.push(row)
  }
  print(`${title}: plain, metered, ratio`, rows)
}
