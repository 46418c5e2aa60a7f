import wabt from 'wabt'

const assembler = await wabt()

/** Everything that the assembler can write, also what can't be metered yet. */
const FEATURES = {
  exceptions: true,
  tail_call: true,
  threads: true,
  multi_memory: true,
  memory64: true,
  relaxed_simd: true,
  extended_const: true,
}

/** The module that a text in the WebAssembly text format describes; not validated, so that invalid ones can be made. */
export function wat(text: string): Uint8Array<ArrayBuffer> {
  const module = assembler.parseWat('test.wat', text, FEATURES)
  try {
    return Uint8Array.from(module.toBinary({}).buffer)
  } finally {
    module.destroy()
  }
}

/** A skill in the text format: the body of `run` and what else its module has, imports first; one page of memory, all imports there. */
export function skillWat(body: string, rest = ''): Uint8Array<ArrayBuffer> {
  return wat(`(module
    (import "blufio" "log" (func $log (param i32 i32 i32)))
    (import "blufio" "get_input_len" (func $get_input_len (result i32)))
    (import "blufio" "get_input" (func $get_input (param i32)))
    (import "blufio" "set_output" (func $set_output (param i32 i32)))
    (import "blufio" "get_env" (func $get_env (param i32 i32 i32 i32) (result i32)))
    ${rest}
    ${rest.includes('(memory') ? '' : '(memory (export "memory") 1)'}
    (func (export "run") ${body}))`)
}
