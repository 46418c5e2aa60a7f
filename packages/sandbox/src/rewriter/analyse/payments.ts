import { POINT } from '../format/point-kinds.ts'
import type { ChargePoints } from './charge-points.ts'
import { DEAD } from './control-stack.ts'

/**
 * What may be paid elsewhere. Of a fork: the points before it, in its first arm and in its other one. Of a loop: the points
 * before it, at its head, and at the only branch that leads back. The last is {@link DEAD} where there is none.
 */
interface Move {
  readonly isLoop: boolean
  readonly before: number
  readonly first: number
  other: number
}

/** Who pays for the operators of a function: for each, a point that is passed exactly as often as the operator is executed. */
export class Payments {
  /** The point that pays for the operators being read, or {@link DEAD} when control can't reach them. */
  payer: number = DEAD
  /** What all operators cost together, executed once. */
  total = 0
  private readonly points: ChargePoints
  /** In the order in which they begin. */
  private readonly moves: Move[] = []

  constructor(points: ChargePoints) {
    this.points = points
  }

  /** Charges the payer. */
  spend(units: number): void {
    if (this.payer === DEAD) return
    this.points.raise(this.payer, units)
    this.total += units
  }

  /** Notes that an operator that `payer` pays for calls another function. */
  noteCall(payer: number): void {
    const { kinds } = this.points
    const kind = kinds[payer]
    if (kind === POINT.entry) kinds[payer] = POINT['calling-entry']
    else if (kind === POINT.run) kinds[payer] = POINT['calling-run']
    else if (kind === POINT['loop-head']) kinds[payer] = POINT['calling-loop-head']
  }

  /** Lets a new point at `offset` pay from here on, unless control can't get here. */
  start(offset: number): void {
    if (this.payer !== DEAD) this.payer = this.points.add(offset, POINT.run)
  }

  /** Lets a new point at `offset` pay for the first arm of a fork; returns the fork's number. */
  fork(offset: number): number {
    if (this.payer === DEAD) return DEAD
    const before = this.payer
    this.payer = this.points.add(offset, POINT.run)
    return this.moves.push({ isLoop: false, before, first: this.payer, other: DEAD }) - 1
  }

  /** Says that whoever does not take the first arm of `fork` passes the payer, and the other way round. */
  closeFork(fork: number): void {
    const found = this.moves[fork]
    if (found !== undefined) found.other = this.payer
  }

  /** Begins a loop; returns its number. */
  loop(before: number, head: number): number {
    return this.moves.push({ isLoop: true, before, first: head, other: DEAD }) - 1
  }

  /** Says that the branch at the point `backEdge` is the only one that leads back to the head of `loop`. */
  rotate(loop: number, backEdge: number): void {
    const found = this.moves[loop]
    if (found !== undefined) found.other = backEdge
  }

  /**
   * Moves what both arms of a fork cost to the point before it, so that one of them pays nothing; and what the head of a loop
   * costs to the point before the loop and to the branch back. Inner ones begin later, and what they move is moved on.
   */
  settle(): void {
    const { points, moves } = this
    for (let index = moves.length - 1; index >= 0; index--) {
      const { isLoop, before, first, other } = moves[index] as Move
      if (other === DEAD) continue
      const fuel = points.amounts[first] as number
      const moved = isLoop ? fuel : Math.min(fuel, points.amounts[other] as number)
      points.raise(before, moved)
      points.raise(first, -moved)
      points.raise(other, isLoop ? moved : -moved)
      if (!isLoop) continue
      if (points.kinds[first] === POINT['calling-loop-head']) this.noteCall(before)
      points.kinds[first] = POINT['rotated-head']
      points.rotated.set(first, { before, backEdge: other })
    }
  }
}
