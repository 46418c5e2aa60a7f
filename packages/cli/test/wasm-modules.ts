import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as asc from 'assemblyscript/asc'
import { onTestFinished } from 'vitest'
import { type BlufioRun, blufio, type RunOptions } from './run-blufio.ts'

/** A folder for one test with modules in it. */
export interface ModuleFolder {
  readonly folder: string
  /** Runs `blufio wasm …` in the folder. */
  readonly wasm: (args: readonly string[], options?: RunOptions) => Promise<BlufioRun>
}

const SOURCE = `
  @external('blufio', 'get_env')
  declare function getEnv(key: usize, keyLength: i32, value: usize, valueLength: i32): i32
  @external('elsewhere', 'tick') declare function tick(): void
  export function fib(n: i32): i32 { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
  export function run(): void { tick(); getEnv(0, 0, 0, 0) }`

/** The smallest modules with what their names say, in hexadecimal. */
const MODULES = {
  // (func (export "\1b[31mred\n"))
  'hostile.wasm': '0061736d010000000104016000000302010007 0d01091b5b33316d7265640a0000 0a040102000b'.replaceAll(
    ' ',
    '',
  ),
  'component.wasm': '0061736d0d000100',
  'shared.wasm': '0061736d01000000050401030101',
  'truncated.wasm': '0061736d0100000001',
  // (func (result i32))
  'invalid.wasm': '0061736d010000000105016000017f030201000a040102000b',
  // (import "wasi_snapshot_preview1" "…" (func)) of four names
  'wasi.wasm':
    '0061736d0100000001040160000002ab010416776173695f736e617073686f745f707265766965773117706174685f66696c6573746174' +
    '5f7365745f74696d6573000016776173695f736e617073686f745f70726576696577310e66645f707265737461745f6765740000167761' +
    '73695f736e617073686f745f70726576696577311366645f707265737461745f6469725f6e616d65000016776173695f736e617073686f' +
    '745f70726576696577310a72616e646f6d5f6765740000',
  // (memory 9)
  'large.wasm': '0061736d010000000503010009',
} as const

/** Makes a folder that is removed when the test has ended, with sample.wasm and {@link MODULES} in it. */
export async function makeModuleFolder(): Promise<ModuleFolder> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'blufio-wasm-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { binary, stderr } = await asc.compileString(SOURCE, { runtime: 'stub', initialMemory: 2, debug: true })
  if (!binary) throw new Error(stderr.toString())
  await writeFile(join(folder, 'sample.wasm'), binary)
  await writeFile(join(folder, 'module.wat'), ' ;; a comment\n(module)')
  for (const [name, hex] of Object.entries(MODULES)) await writeFile(join(folder, name), Buffer.from(hex, 'hex'))
  return { folder, wasm: (args, options = {}) => blufio(['wasm', ...args], { cwd: folder, ...options }) }
}
