import { FIRST_PREFIX, IMMEDIATE, IMMEDIATES, OP } from '../format/opcodes.ts'

/** How an operator bears on control and fuel. */
export const ROLE = {
  /** Costs 1 and goes on. */
  plain: 0,
  /** Costs nothing and goes on. */
  free: 1,
  block: 2,
  loop: 3,
  if: 4,
  else: 5,
  end: 6,
  branch: 7,
  /** A branch that may not be taken. */
  branchIf: 8,
  branchTable: 9,
  return: 10,
  trap: 11,
  call: 12,
  tailCall: 13,
  throw: 14,
  try: 15,
  tryTable: 16,
  catch: 17,
  delegate: 18,
  /** Costs by a size. */
  sized: 19,
  /** Makes an object. */
  allocates: 20,
  /** Costs 1, goes on, and changes a table or drops a segment. */
  alters: 21,
} as const

const ROWS: readonly (readonly [role: number, ...opcodes: number[]])[] = [
  [ROLE.free, OP.nop, OP.drop],
  [ROLE.block, OP.block],
  [ROLE.loop, OP.loop],
  [ROLE.if, OP.if],
  [ROLE.else, OP.else],
  [ROLE.end, OP.end],
  [ROLE.branch, OP.br],
  [ROLE.branchIf, OP.brIf, OP.brOnNull, OP.brOnNonNull, OP.brOnCast, OP.brOnCastFail],
  [ROLE.branchTable, OP.brTable],
  [ROLE.return, OP.return],
  [ROLE.trap, OP.unreachable],
  [ROLE.call, OP.call, OP.callIndirect, OP.callRef],
  [ROLE.tailCall, OP.returnCall, OP.returnCallIndirect, OP.returnCallRef],
  [ROLE.throw, OP.throw, OP.rethrow, OP.throwRef],
  [ROLE.try, OP.try],
  [ROLE.tryTable, OP.tryTable],
  [ROLE.catch, OP.catch, OP.catchAll],
  [ROLE.delegate, OP.delegate],
  [ROLE.sized, OP.memoryGrow, OP.tableGrow, OP.memoryInit, OP.memoryCopy, OP.memoryFill],
  [ROLE.sized, OP.tableInit, OP.tableCopy, OP.tableFill],
  [ROLE.sized, OP.arrayFill, OP.arrayFill + 1, OP.arrayFill + 2, OP.arrayInitElem],
  [ROLE.allocates, OP.structNew, OP.structNewDefault, OP.arrayNew, OP.arrayNewDefault],
  [ROLE.allocates, OP.arrayNewFixed, OP.arrayNewData, OP.arrayNewElem],
  [ROLE.alters, OP.tableSet, OP.dataDrop, OP.elemDrop],
]

/** The role of each opcode, by its number. */
export const ROLES: Uint8Array = new Uint8Array(IMMEDIATES.length)
for (const [role, ...opcodes] of ROWS) for (const opcode of opcodes) ROLES[opcode] = role

/** A plain operator of this form is not passed over at once. */
export const NO_SHORTCUT: number = 0x8080

/**
 * How to pass over plain operators of one byte without a branch for each form. Bits from the lowest:
 *
 * - 0 to 1: how many bytes its immediates have in their short form
 * - 7: whether a set highest bit in the last of them means that there are more; 15: whether it is not passed over at all
 * - 22: whether the next highest bit of the first of them means that there are more (a memarg with a memory)
 * - 24: what it costs
 */
export const SHORTCUTS: Int32Array = Int32Array.from(IMMEDIATES.subarray(0, FIRST_PREFIX + 5), (immediate, opcode) => {
  const role = ROLES[opcode]
  if (role !== ROLE.plain && role !== ROLE.free) return NO_SHORTCUT
  const cost = role === ROLE.plain ? 1 << 24 : 0
  switch (immediate) {
    case IMMEDIATE.none:
      return cost
    case IMMEDIATE.index:
    case IMMEDIATE.i32:
    case IMMEDIATE.i64:
      return cost | 0x81
    case IMMEDIATE.memarg:
      return cost | 0x0040_0082
    default:
      return NO_SHORTCUT
  }
})
