/** Kinds of things that a module can own and export beside functions, with the ids of their sections and as exports. */
const STATE = [
  { kind: 'table', section: 4, exportKind: 1 },
  { kind: 'memory', section: 5, exportKind: 2 },
  { kind: 'global', section: 6, exportKind: 3 },
  { kind: 'tag', section: 13, exportKind: 4 },
] as const
const EXPORTS = 7
/** The sections that may stand after the exports. */
const LATER: readonly number[] = [8, 9, 10, 11, 12]
const HEADER_BYTES = 8

interface Section {
  readonly id: number
  /** From its id to its end. */
  readonly bytes: Uint8Array
  readonly body: Uint8Array
}

/** The module with every table, memory, global and tag exported as well, under names such as `state memory 0`. */
export function exposeState(wasm: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(wasm)
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm))
  const entries: number[] = []
  let added = 0
  for (const { kind, section, exportKind } of STATE) {
    const own = sections.find(({ id }) => id === section)
    const count = imports.filter((item) => String(item.kind) === kind).length + (own ? leb(own.body, 0).value : 0)
    for (let index = 0; index < count; index++) {
      const name = new TextEncoder().encode(`state ${kind} ${index}`)
      entries.push(name.length, ...name, exportKind, ...unsigned(index))
      added++
    }
  }
  const exports = sections.find(({ id }) => id === EXPORTS)
  const { value: present, end } = exports ? leb(exports.body, 0) : { value: 0, end: 0 }
  const body = [...unsigned(present + added), ...(exports?.body.subarray(end) ?? []), ...entries]
  const section = Uint8Array.from([EXPORTS, ...unsigned(body.length), ...body])
  const parts = sections.filter(({ id }) => id !== EXPORTS).map(({ bytes }) => bytes)
  const at = sections.filter(({ id }) => id !== EXPORTS).findIndex(({ id }) => LATER.includes(id))
  parts.splice(at === -1 ? parts.length : at, 0, section)
  return Uint8Array.from(Buffer.concat([wasm.subarray(0, HEADER_BYTES), ...parts]))
}

function sectionsOf(wasm: Uint8Array): Section[] {
  const sections: Section[] = []
  for (let at = HEADER_BYTES; at < wasm.length; ) {
    const { value: size, end: start } = leb(wasm, at + 1)
    sections.push({
      id: wasm[at] ?? 0,
      bytes: wasm.subarray(at, start + size),
      body: wasm.subarray(start, start + size),
    })
    at = start + size
  }
  return sections
}

function leb(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0
  let at = from
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0
    value |= (byte & 127) << shift
    if (byte < 128) return { value, end: at }
  }
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}
