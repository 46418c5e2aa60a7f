import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { Appended, Insert } from '../plan/plan.ts'
import { type ByteWriter, collect, sizeOfPositive } from './byte-writer.ts'

/** The code that stands at points: bytes before the amount, the amount, bytes after it. */
export interface Snippets {
  /** How many bytes the code for a point takes. */
  size(insert: Insert, amount: number): number
  /** Writes the code for a point. */
  write(writer: ByteWriter, insert: Insert, amount: number): void
}

/** Prepares the code for a module whose additions have these indices. */
export function makeSnippets({ globals, functions }: Appended): Snippets {
  const takeHead = collect((to) => {
    to.byte(OP.globalGet)
    to.u32(globals.fuel)
    to.byte(OP.i64Const)
  })
  const takeTail = collect((to) => {
    to.byte(OP.i64Sub)
    to.byte(OP.globalSet)
    to.u32(globals.fuel)
  })
  const check = collect((to) => {
    to.byte(OP.globalGet)
    to.u32(globals.fuel)
    to.bytes([OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock])
    call(functions.check)(to)
    to.byte(OP.end)
  })
  const calls = new Map<Insert, Uint8Array>([
    ['length', collect(call(functions.length))],
    ['grow-asked', collect(call(functions.growAsked))],
    ['memory-grown', collect(call(functions.memoryGrown))],
    ['table-grown', collect(call(functions.tableGrown))],
  ])
  const takeSize = takeHead.length + takeTail.length
  return {
    size(insert, amount) {
      const code = calls.get(insert)
      if (code !== undefined) return code.length
      const charge = amount === 0 ? 0 : takeSize + sizeOfPositive(amount)
      return insert === 'nothing' ? 0 : insert === 'charge' ? charge : charge + check.length
    },
    write(writer, insert, amount) {
      const code = calls.get(insert)
      if (code !== undefined) return writer.bytes(code)
      if (insert === 'nothing') return
      if (amount > 0) {
        writer.bytes(takeHead)
        writer.positive(amount)
        writer.bytes(takeTail)
      }
      if (insert === 'charge-and-check') writer.bytes(check)
    },
  }
}

function call(index: number): (writer: ByteWriter) => void {
  return (writer) => {
    writer.byte(OP.call)
    writer.u32(index)
  }
}
