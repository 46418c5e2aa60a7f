import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Aims } from '../../../tooling/bench/tables.ts'
import { goldenCases } from '../test/golden/cases.ts'
import type { Call } from '../test/golden/rules.ts'

/** A module, and calls of it that do nothing but compute. */
export interface Kernels {
  readonly title: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly calls: readonly Call[]
  /** Whether a call leaves garbage behind, so that each needs an instance of its own. */
  readonly littering: boolean
  /** What metering may cost, and what time it may take of that of wasmtime with fuel. */
  readonly aims?: { readonly metering?: Aims; readonly wasmtime?: Aims }
}

/** Kernels that this machine lacks. */
export interface MissingKernels {
  readonly title: string
  readonly needs: string
}

const DATA = process.env['BLUFIO_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../../shared')

/** The C source of the numeric kernels; a path that may not exist. */
export const NUMERIC_SOURCE: string = resolve(DATA, 'kernels/numeric/numeric.c')

/** The programs of the golden tests. */
export async function ownPrograms(): Promise<Kernels> {
  const [programs] = await goldenCases()
  if (programs === undefined) throw new Error('the golden cases have lost their programs')
  // What takes no time can't be timed.
  const calls = programs.calls.filter(([name, size = 0]) => name !== 'fib' || size > 20)
  return { title: 'own programs', wasm: programs.wasm, calls, littering: true }
}

/** Eight kernels of AssemblyScript: calls, sieving, sorting, strings. */
export function mixedKernels(): Kernels | MissingKernels {
  return kernelsOf('mixed kernels', {
    file: 'kernels/mixed/kernels.wasm',
    littering: true,
    aims: { metering: { mean: 1.05, worst: 1.25 }, wasmtime: { mean: 0.65 } },
  })
}

/** Thirty kernels of C: linear algebra, stencils, dynamic programming. */
export function numericKernels(): Kernels | MissingKernels {
  return kernelsOf('numeric kernels', {
    file: 'kernels/numeric/numeric.wasm',
    littering: false,
    aims: { metering: { mean: 1.02, worst: 1.12 }, wasmtime: { mean: 0.55 } },
  })
}

interface GoldenModule {
  readonly module: string
  readonly calls: readonly { readonly name: string; readonly args: readonly number[] }[]
}

function kernelsOf(
  title: string,
  rest: Omit<Kernels, 'title' | 'wasm' | 'calls'> & { file: string },
): Kernels | MissingKernels {
  const { file, ...about } = rest
  const golden = resolve(DATA, 'oracle/golden-kernels.json')
  const absent = [resolve(DATA, file), golden].find((path) => !existsSync(path))
  if (absent !== undefined) return { title, needs: absent }
  const modules: readonly GoldenModule[] = JSON.parse(readFileSync(golden, 'utf8'))
  const calls = (modules.find(({ module }) => module === file)?.calls ?? []).map(
    ({ name, args }): Call => [name, ...args],
  )
  const largest = calls.filter((call, at) => calls.findIndex(([name]) => name === call[0]) === at)
  return { title, wasm: readFileSync(resolve(DATA, file)), calls: largest, ...about }
}
