import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { Appended } from '../plan/plan.ts'
import { type ByteWriter, collect } from './byte-writer.ts'

/** A function that rewriting adds: the index of its type, and its body without the size. */
export interface AppendedFunction {
  readonly type: number
  readonly body: Uint8Array
}

const NO_LOCALS = 0

/**
 * The functions behind the points, in the order of their indices.
 *
 * A refill that says "stop" ends the run by `unreachable`: a guest can catch a throw, never a trap.
 */
export function appendedFunctions({ types, table, globals, functions }: Appended): AppendedFunction[] {
  const body = (write: (to: ByteWriter) => void): Uint8Array =>
    collect((to) => {
      to.byte(NO_LOCALS)
      write(to)
      to.byte(OP.end)
    })
  const get = (to: ByteWriter, index: number): void => {
    to.byte(OP.globalGet)
    to.u32(index)
  }
  const set = (to: ByteWriter, index: number): void => {
    to.byte(OP.globalSet)
    to.u32(index)
  }
  /** fuel −= extend_u(the i32 that `push` pushes); refill below zero. */
  const charge = (to: ByteWriter, push: (to: ByteWriter) => void): void => {
    get(to, globals.fuel)
    push(to)
    to.bytes([OP.i64ExtendI32U, OP.i64Sub])
    set(to, globals.fuel)
    get(to, globals.fuel)
    to.bytes([OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock, OP.call])
    to.u32(functions.check)
    to.byte(OP.end)
  }
  const parameter = (to: ByteWriter): void => to.bytes([OP.localGet, 0])
  /** With the result of a grow as parameter: whether it failed. */
  const ifRefused = (to: ByteWriter): void =>
    to.bytes([OP.localGet, 0, OP.i32Const, 0x7f, OP.i32Eq, OP.if, TYPE.emptyBlock])

  const check = body((to) => {
    to.bytes([OP.i32Const, 0, OP.callIndirect])
    to.u32(types.question)
    to.u32(table)
    to.bytes([OP.if, TYPE.emptyBlock, OP.unreachable, OP.end])
  })
  // (iterations, fuel of one) → how many of them there is fuel for now, at least 1: one may overdraw the counter.
  const share = body((to) => {
    get(to, globals.fuel)
    to.bytes([OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock, OP.call])
    to.u32(functions.check)
    to.byte(OP.end)
    get(to, globals.fuel)
    to.bytes([OP.localGet, 1, OP.i64DivS, OP.localSet, 1])
    to.bytes([
      OP.localGet,
      1,
      OP.i64Const,
      1,
      OP.i64LtS,
      OP.if,
      TYPE.emptyBlock,
      OP.i64Const,
      1,
      OP.localSet,
      1,
      OP.end,
    ])
    to.bytes([OP.localGet, 0, OP.localGet, 1, OP.localGet, 0, OP.localGet, 1, OP.i64LtS, OP.select])
  })
  const length = body((to) => {
    charge(to, parameter)
    parameter(to)
  })
  const growAsked = body((to) => {
    parameter(to)
    set(to, globals.asked)
    parameter(to)
  })
  const refuse = (to: ByteWriter): void => {
    to.bytes([OP.i32Const, 1])
    set(to, globals.refused)
  }
  const noteRefusal = body((to) => {
    ifRefused(to)
    refuse(to)
    to.byte(OP.end)
    parameter(to)
  })
  const grown = (refused: (to: ByteWriter) => void): Uint8Array =>
    body((to) => {
      ifRefused(to)
      refused(to)
      to.byte(OP.else)
      charge(to, (target) => get(target, globals.asked))
      to.byte(OP.end)
      parameter(to)
    })
  return [
    { type: types.action, body: check },
    { type: types.pass, body: length },
    { type: types.pass, body: growAsked },
    {
      type: types.pass,
      body: grown(refuse),
    },
    { type: types.pass, body: grown(() => {}) },
    { type: types.share, body: share },
    { type: types.pass, body: noteRefusal },
  ]
}

/** The types of those functions and of the refill, `[] → []`, `[] → [i32]`, `[i32] → [i32]`, `[i64 i64] → [i64]`, as the type section has them. */
export const APPENDED_TYPES: readonly (readonly number[])[] = [
  [TYPE.function, 0, 0],
  [TYPE.function, 0, 1, TYPE.i32],
  [TYPE.function, 1, TYPE.i32, 1, TYPE.i32],
  [TYPE.function, 2, TYPE.i64, TYPE.i64, 1, TYPE.i64],
]
