/** What a run of {@link runSkill} showed. */
export interface SkillRun {
  readonly output: string
  readonly logs: readonly (readonly [level: number, message: string])[]
}

/** Runs a skill with the bare engine and the four functions that the templates import, and no others. */
export async function runSkill(wasm: Uint8Array<ArrayBuffer>, input: string): Promise<SkillRun> {
  const bytes = new TextEncoder().encode(input)
  const logs: [number, string][] = []
  let output = ''
  const memory = () => {
    const exported = instance.exports['memory']
    if (!(exported instanceof WebAssembly.Memory)) throw new Error('the skill exports no memory')
    return exported.buffer
  }
  const text = (pointer: number, length: number) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(memory(), pointer >>> 0, length))
  const { instance } = await WebAssembly.instantiate(wasm, {
    blufio: {
      log: (level: number, pointer: number, length: number) => logs.push([level, text(pointer, length)]),
      get_input_len: () => bytes.length,
      get_input: (pointer: number) => new Uint8Array(memory()).set(bytes, pointer >>> 0),
      set_output: (pointer: number, length: number) => {
        output = text(pointer, length)
      },
    },
  })
  const run = instance.exports['run']
  if (typeof run !== 'function') throw new Error('the skill exports no function run')
  run()
  return { output, logs }
}
