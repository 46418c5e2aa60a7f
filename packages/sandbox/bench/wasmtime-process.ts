import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Turn } from '../../../tooling/bench/interleaved.ts'
import type { Call } from '../test/golden/rules.ts'
import type { Kernels } from './kernels.ts'

/** A wasmtime that has compiled some kernels, with and without fuel. */
export interface WasmtimeProcess {
  /** A call of them, timed where it happens; idle between turns. */
  turn(call: Call, options: { readonly fuel: boolean }): Turn
  close(): void
}

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const SCRIPT = fileURLToPath(new URL('./wasmtime-turns.py', import.meta.url))

/** Starts wasmtime for some kernels; its turns throw when it has died. */
export function startWasmtime({ wasm, littering }: Kernels): WasmtimeProcess {
  const folder = mkdtempSync(join(tmpdir(), 'bench-wasmtime-'))
  const file = join(folder, 'kernels.wasm')
  writeFileSync(file, wasm)
  const child = spawn(PYTHON, [SCRIPT, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    turn: (call, { fuel }) => {
      return async (repeats) => {
        child.stdin.write(`${JSON.stringify({ fuel, call, repeats, littering })}\n`)
        const { value, done } = await answers.next()
        if (done) throw new Error(`wasmtime ended at ${call.join(' ')}`)
        return Number(value)
      }
    },
    close: () => {
      child.stdin.end()
      rmSync(folder, { recursive: true })
    },
  }
}
