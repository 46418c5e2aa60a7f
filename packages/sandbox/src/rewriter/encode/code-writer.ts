import { INSERT } from '../format/inserts.ts'
import { OP } from '../format/opcodes.ts'
import type { FunctionPlan, RewritePlan } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'
import { type CountingLocals, writeCountedOpen } from './counted-loop-code.ts'
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

  /** Writes a stretch of code; `uncounted`, without what counts the iterations of the loop that it is. */
  write({ first, end, from, upTo }: Stretch, uncounted = false): void {
    const { to, bytes, snippets } = this
    const { points, inserts } = this.plan
    const { offsets, amounts, replaced } = points
    let next = from
    for (let point = first; point < end; point++) {
      const insert = inserts[point] as number
      if (insert === INSERT.nothing || (uncounted && COUNTING_INSERTS.has(insert))) continue
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
    const { to, bytes, snippets, plan } = this
    const { points, inserts } = plan
    let close = open
    while (inserts[close] !== INSERT['counted-close']) close++
    const from = points.offsets[open] as number
    const upTo = points.offsets[close] as number
    const stretch = { first: open + 1, end: close, from, upTo }
    const loop = points.countedLoops[points.amounts[open] as number]
    const isCopied = loop !== undefined && upTo - from <= MAX_COPIED_BYTES
    if (isCopied) {
      writeCountedOpen(to, loop, this.locals as CountingLocals)
      // Paid for as a whole: the head, and the run behind a test that comes first.
      this.write({ ...stretch, first: open + (loop.tests === 'first' ? 3 : 2) }, true)
      to.byte(OP.else)
    }
    // The block type of a counted loop is one byte.
    snippets.openLoop(to, bytes, from + 1, 1)
    this.write(stretch)
    snippets.closeLoop(to)
    if (isCopied) to.byte(OP.end)
    return close
  }
}

const COUNTING_INSERTS: ReadonlySet<number> = new Set([
  INSERT['back-edge'],
  INSERT['back-edge-if'],
  INSERT['back-label'],
  INSERT['back-label-if'],
])
