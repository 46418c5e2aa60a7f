import { createHash } from 'node:crypto'
import { MemoryShadow } from './memory-shadow.ts'
import type { Token } from './token.ts'

/** What stands in a line of a recording after its kind. */
export type Field = Token | readonly Field[]

/** The lines of a recording, and what the host wrote into the guest's memories between them. */
export class Tape {
  private readonly lines: string[] = []
  private readonly shadows = new Map<number, MemoryShadow>()

  /** Adds a line; the head of replay.py says what each kind means. */
  add(kind: string, ...fields: readonly Field[]): void {
    this.lines.push(JSON.stringify([kind, ...fields]))
  }

  /** Adds the line by which control passes from guest to host. */
  leaveGuest(kind: string, ...fields: readonly Field[]): void {
    this.add(kind, ...fields)
    for (const shadow of this.shadows.values()) shadow.capture()
  }

  /** Adds what the host wrote, then the line by which control passes from host to guest. */
  enterGuest(kind: string, ...fields: readonly Field[]): void {
    for (const [id, shadow] of this.shadows) {
      for (const { address, bytes } of shadow.writes()) this.add('write', id, address, bytes.toString('base64'))
    }
    this.add(kind, ...fields)
  }

  /** From here on, what the host writes into `memory` is recorded; it is zero, or as the guest left it. */
  watch(id: number, memory: WebAssembly.Memory): void {
    this.shadows.set(id, new MemoryShadow(memory))
  }

  /** The recording as text, one JSON array a line, closed by the digests of all memories. */
  text(): string {
    const digests = [...this.shadows].map(([id, { current }]) => [
      id,
      createHash('sha256').update(current).digest('hex'),
    ])
    this.enterGuest('end', digests)
    return this.lines.join('\n')
  }
}
