import { Worker } from 'node:worker_threads'
import { createSkillRuntime, type SkillRuntimeOptions } from '@blufio/sandbox'
import { createPlugin } from '@extism/extism'
import { manifestOf } from '../test/support/skills.ts'
import { wat } from '../test/support/wat.ts'
import { runPlain } from './plain-skill.ts'

/** One way to run a program for an input; calls can overlap where `call` returns a promise. */
export interface CallContender {
  readonly name: string
  call(): string | Promise<string>
  close(): Promise<void>
}

/** A skill with an input, and what it must answer. */
export interface CalledSkill {
  readonly name: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly input: string
  readonly answer: string
}

/** The echo of bench/calls.ts as a plugin of Extism: by its own host functions, byte by byte as its API wants it. */
const EXTISM_ECHO = wat(`(module
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (memory (export "memory") 1)
  (func (export "run") (result i32) (local $at i64) (local $length i64) (local $output i64)
    (local.set $length (call $input_length))
    (local.set $output (call $alloc (local.get $length)))
    (loop $next
      (call $store_u8 (i64.add (local.get $output) (local.get $at)) (call $input_load_u8 (local.get $at)))
      (br_if $next (i64.lt_u (local.tee $at (i64.add (local.get $at) (i64.const 1))) (local.get $length))))
    (call $output_set (local.get $output) (local.get $length))
    (i32.const 0)))`)

/** Ours: bounded, and from the initial state each time. */
export async function ours(
  isolation: NonNullable<SkillRuntimeOptions['isolation']>,
  { wasm, input }: CalledSkill,
): Promise<CallContender> {
  const runtime = await createSkillRuntime({ isolation })
  await runtime.loadSkill(manifestOf(), wasm)
  return {
    name: `invoke, ${isolation}`,
    call: async () => (await runtime.invoke({ skillName: 'test-skill', input })).content,
    close: () => runtime.close(),
  }
}

/** The module as it is, in a new instance each time. */
export async function plainInstance({ wasm, input }: CalledSkill): Promise<CallContender> {
  const module = await WebAssembly.compile(wasm)
  return { name: 'new WebAssembly.Instance', call: () => runPlain(module, input), close: async () => {} }
}

/** The same in a worker that gets a message and posts one back; one call at a time. */
export async function plainWorker({ wasm, input }: CalledSkill): Promise<CallContender> {
  const worker = new Worker(new URL('./plain-worker.ts', import.meta.url), {
    workerData: await WebAssembly.compile(wasm),
  })
  let answer = (_output: string): void => {}
  worker.on('message', (output: string) => answer(output))
  const call = (): Promise<string> =>
    new Promise((resolve) => {
      answer = resolve
      worker.postMessage(input)
    })
  return { name: 'a worker with new WebAssembly.Instance', call, close: async () => void (await worker.terminate()) }
}

const EXTISM_CALLS_UNTIL_RESET = 1_000

/** Extism's JavaScript SDK, which uses one instance again and again, with what earlier calls left in it. */
export async function extism({ input }: CalledSkill, runInWorker: boolean): Promise<CallContender> {
  const plugin = await createPlugin({ wasm: [{ data: EXTISM_ECHO }] }, { runInWorker })
  let calls = 0
  return {
    name: runInWorker ? 'Extism, runInWorker, state kept' : 'Extism, in-thread, state kept',
    call: async () => {
      // Its blocks of memory are never freed by themselves, and their numbers have fifteen bits.
      if (++calls % EXTISM_CALLS_UNTIL_RESET === 0) await plugin.reset()
      return (await plugin.call('run', JSON.stringify(input)))?.text() ?? ''
    },
    close: () => plugin.close(),
  }
}
