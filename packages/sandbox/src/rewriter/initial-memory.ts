/** What the memories of an instance hold before anything of it has run. */
export interface InitialMemory {
  readonly byteLength: number
  /** The bytes from the first that is not zero up to the last, and where they stand. */
  readonly content: Uint8Array
  readonly start: number
}

/** Keeps what a memory holds now. */
export function captureMemory(memory: WebAssembly.Memory): InitialMemory {
  const bytes = new Uint8Array(memory.buffer)
  // By words: most of a memory is zero at first, and there can be a lot of it. Pages are whole words.
  const words = new Int32Array(memory.buffer)
  let first = 0
  let end = words.length
  while (first < end && words[first] === 0) first++
  while (end > first && words[end - 1] === 0) end--
  const start = first * Int32Array.BYTES_PER_ELEMENT
  return { byteLength: bytes.length, content: bytes.slice(start, end * Int32Array.BYTES_PER_ELEMENT), start }
}

/** Gives a memory, which must not have grown, its initial content. */
export function restoreMemory(memory: WebAssembly.Memory, { content, start }: InitialMemory): void {
  const bytes = new Uint8Array(memory.buffer)
  bytes.fill(0, 0, start)
  bytes.set(content, start)
  bytes.fill(0, start + content.length)
}
