import { INSERTS } from '../rewriter/format/inserts.ts'
import { POINT_KINDS } from '../rewriter/format/point-kinds.ts'
import type { FunctionPlan, RewritePlan } from '../rewriter/plan/plan.ts'
import { INSERT_MEANINGS } from './insert-meanings.ts'

/** Tells, from the first byte of a function to its last, what a plan puts there. */
export class PointNotes {
  private readonly plan: RewritePlan
  private next: number
  private readonly end: number

  constructor(plan: RewritePlan, { first, end }: Pick<FunctionPlan, 'first' | 'end'>) {
    this.plan = plan
    this.next = first
    this.end = end
  }

  /** What stands at the entry of the function; ask for it first. */
  atEntry(): readonly string[] {
    return this.take((kind) => ENTRIES.has(kind))
  }

  /**
   * What stands before or in the instruction from `start` up to `end`; of a loop, also what stands at its head. What comes
   * before `start` and was not asked for is passed over.
   */
  upTo(start: number, end: number, isLoop: boolean): readonly string[] {
    const { offsets } = this.plan.points
    this.take((_, point) => (offsets[point] ?? 0) < start)
    const notes = this.take((_, point) => (offsets[point] ?? 0) < end)
    if (!isLoop) return notes
    const head = this.take((kind, point) => offsets[point] === end && HEADS.has(kind))
    return [...notes, ...head.map((note) => `each time: ${note}`)]
  }

  private take(belongs: (kind: number, point: number) => boolean): string[] {
    const { points, inserts } = this.plan
    const notes: string[] = []
    for (; this.next < this.end; this.next++) {
      if (!belongs(points.kinds[this.next] ?? 0, this.next)) break
      const amount = points.amounts[this.next] ?? 0
      const insert = INSERTS[inserts[this.next] ?? 0] ?? 'nothing'
      const labels = points.labels[amount] ?? []
      const note = INSERT_MEANINGS[insert].note({ amount, loop: points.countedLoops[amount], labels })
      if (note !== '') notes.push(note)
    }
    return notes
  }
}

const ENTRIES = kindsOf('entry')
const HEADS = kindsOf('head')

/** The numbers of `entry`, `calling-entry`, …: all kinds whose name ends so. */
function kindsOf(last: 'entry' | 'head'): ReadonlySet<number> {
  return new Set(POINT_KINDS.flatMap((name, kind) => (name.endsWith(last) ? [kind] : [])))
}
