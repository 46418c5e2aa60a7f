const TO_UTF8 = new TextEncoder()
const UTF8 = new TextDecoder()

/** What a host does at least to run a skill once: a new instance of its module, an input, an output; nothing is bounded. */
export function runPlain(module: WebAssembly.Module, input: unknown): string {
  const bytes = TO_UTF8.encode(JSON.stringify(input))
  let output = ''
  const blufio = {
    log() {},
    get_input_len: () => bytes.length,
    get_input: (at: number) => new Uint8Array(memory.buffer).set(bytes, at),
    set_output(at: number, length: number) {
      output = UTF8.decode(new Uint8Array(memory.buffer, at, length))
    },
    get_env: () => -1,
  }
  const { exports } = new WebAssembly.Instance(module, { blufio })
  const memory = exports['memory'] as WebAssembly.Memory
  ;(exports['run'] as () => void)()
  return output
}
