import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printSkipped } from '../../../tooling/bench/tables.ts'
import { NUMERIC_SOURCE, numericKernels } from './kernels.ts'
import { benchKernels } from './metering.ts'

const COMPILERS = ['clang-22', 'clang']
/** The kernels as they lie there were compiled by -O2. */
const SETTINGS = ['-O3 -msimd128', '-O1', '-Os', '-O2 -fno-unroll-loops', '-O0']
const TARGET = ['--target=wasm32', '-nostdlib', '-Wl,--no-entry', '-Wl,--strip-all']
const AIMS = { metering: { mean: 1.03 } }

/** What metering costs code that compilers make of the same source by other settings. */
export async function benchCompilers(rounds: number): Promise<void> {
  const title = 'metering, numeric kernels by other settings'
  const kernels = numericKernels()
  const compiler = COMPILERS.find((name) => spawnSync(name, ['--version']).status === 0)
  if (compiler === undefined) return printSkipped(title, `needs ${COMPILERS.join(' or ')} with wasm-ld`)
  if ('needs' in kernels) return printSkipped(title, `needs ${kernels.needs}`)
  if (!existsSync(NUMERIC_SOURCE)) return printSkipped(title, `needs ${NUMERIC_SOURCE}`)
  for (const setting of SETTINGS) {
    const built = compile(compiler, setting)
    if ('problem' in built) printSkipped(`${title}, ${setting}`, built.problem)
    else {
      const { wasm } = built
      // Code that was not optimised is nobody's product; it is shown for what it is.
      const aims = setting === '-O0' ? {} : AIMS
      await benchKernels({ ...kernels, title: `numeric kernels by ${compiler} ${setting}`, wasm, aims }, rounds)
    }
  }
}

function compile(compiler: string, setting: string): { wasm: Uint8Array<ArrayBuffer> } | { problem: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-compilers-'))
  try {
    const output = join(folder, 'numeric.wasm')
    const args = [...TARGET, ...setting.split(' '), NUMERIC_SOURCE, '-o', output]
    const { status, stderr } = spawnSync(compiler, args, { encoding: 'utf8' })
    if (status !== 0) return { problem: `${compiler} failed: ${stderr.trim().split('\n').at(-1) ?? ''}` }
    return { wasm: readFileSync(output) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
