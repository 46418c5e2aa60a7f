import { InstructionCursor } from './instruction-cursor.ts'

/** The instructions of a piece of code as columns, for what must be seen as a whole. */
export class Instructions {
  /** How many there are; what lies beyond in the columns is left from another piece. */
  count = 0
  /** Numbers of opcodes, as format/opcodes.ts has them. */
  opcodes: Uint16Array = new Uint16Array(256)
  /** Where each starts; one more entry tells where the last ends. */
  offsets: Int32Array = new Int32Array(256)
  /** What {@link InstructionCursor.value} has of each. */
  immediates: Int32Array = new Int32Array(256)

  /** Reads the code from `start` to `end`, which an engine has found valid; refuses an opcode that is not known. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start + 1)
    const { opcodes, offsets, immediates } = this
    const cursor = new InstructionCursor(bytes)
    let count = 0
    let at = start
    for (; at < end; at = cursor.next) {
      cursor.read(at)
      opcodes[count] = cursor.opcode
      offsets[count] = at
      immediates[count++] = cursor.value
    }
    offsets[count] = at
    this.count = count
  }

  private reserve(count: number): void {
    if (count <= this.opcodes.length) return
    this.opcodes = new Uint16Array(count)
    this.offsets = new Int32Array(count)
    this.immediates = new Int32Array(count)
  }
}
