import { INSERT } from '../format/inserts.ts'
import { OP } from '../format/opcodes.ts'
import type { FunctionPlan, RewritePlan } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'
import { type CountingLocals, writeCountedClose, writeCountedOpen, writeUncheckedOpen } from './counted-loop-code.ts'
import type { Snippets } from './snippets.ts'

/** Points of a function, and the bytes of the module that they stand in. */
interface Stretch {
  readonly first: number
  readonly end: number
  readonly from: number
  readonly upTo: number
}

/** What the code of a function is written from. */
export interface CodeContext {
  readonly bytes: Uint8Array
  readonly plan: RewritePlan
  readonly snippets: Snippets
  readonly locals: FunctionPlan['locals'] | undefined
}

/** Loops of more bytes than this are not written twice. */
const MAX_COPIED_BYTES = 256

/** Writes the code of one function: its own bytes, and what is put in between. */
export class CodeWriter {
  private readonly to: ByteWriter
  private readonly bytes: Uint8Array
  private readonly plan: RewritePlan
  private readonly snippets: Snippets
  private readonly locals: FunctionPlan['locals'] | undefined

  constructor(to: ByteWriter, { bytes, plan, snippets, locals }: CodeContext) {
    this.to = to
    this.bytes = bytes
    this.plan = plan
    this.snippets = snippets
    this.locals = locals
  }

  /** Writes a stretch of code; a counted loop in it is `limited` where its own bound gives way to the limit of ours. */
  write({ first, end, from, upTo }: Stretch, limited = false): void {
    const { to, bytes, snippets } = this
    const { points, inserts } = this.plan
    const { offsets, amounts, replaced } = points
    let next = from
    for (let point = first; point < end; point++) {
      const insert = inserts[point] as number
      if (insert === INSERT.nothing) continue
      if (!limited && (insert === INSERT['counted-bound'] || insert === INSERT['counted-test'])) continue
      const offset = offsets[point] as number
      to.copy(bytes, next, offset)
      next = offset + (replaced[point] as number)
      if (insert === INSERT['counted-open']) {
        point = this.writeCounted(point)
        next = offsets[point] as number
      } else snippets.write(to, insert, { amount: amounts[point] as number, bytes, offset })
    }
    to.copy(bytes, next, upTo)
  }

  /** Writes a counted loop from its `counted-open` on, and returns the index of its `counted-close`. */
  private writeCounted(open: number): number {
    const { to } = this
    const { points, inserts, appended } = this.plan
    let close = open
    while (inserts[close] !== INSERT['counted-close']) close++
    const loop = points.countedLoops[points.amounts[open] as number]
    const locals = this.locals as CountingLocals
    const stretch = {
      first: open + 1,
      end: close,
      from: points.offsets[open] as number,
      upTo: points.offsets[close] as number,
    }
    if (loop === undefined) return close
    const copied = locals.counting.unchecked && stretch.upTo - stretch.from <= MAX_COPIED_BYTES
    if (copied) {
      writeUncheckedOpen(to, loop, locals)
      this.write(stretch)
      to.byte(OP.else)
    }
    writeCountedOpen(to, loop, locals, appended)
    this.write(stretch, true)
    writeCountedClose(to, loop)
    if (copied) to.byte(OP.end)
    return close
  }
}
