import { POINT } from '../format/point-kinds.ts'
import type { ChargePoints } from './charge-points.ts'
import { DEAD } from './control-stack.ts'

/** Two places of which control passes exactly one, after a third. */
interface Fork {
  readonly before: number
  readonly arm: number
  other: number
}

/** Who pays for the operators of a function: for each, a point that is passed exactly as often as the operator is executed. */
export class Payments {
  /** The point that pays for the operators being read, or {@link DEAD} when control can't reach them. */
  payer: number = DEAD
  /** What all operators cost together, executed once. */
  total = 0
  private readonly points: ChargePoints
  private readonly forks: Fork[] = []

  constructor(points: ChargePoints) {
    this.points = points
  }

  /** Charges the payer. */
  spend(units: number): void {
    if (this.payer === DEAD) return
    this.points.raise(this.payer, units)
    this.total += units
  }

  /** Notes that an operator being paid for calls another function. */
  noteCall(): void {
    const { payer, points } = this
    const kind = points.kinds[payer]
    if (kind === POINT.entry) points.kinds[payer] = POINT['calling-entry']
    else if (kind === POINT.run) points.kinds[payer] = POINT['calling-run']
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
    return this.forks.push({ before, arm: this.payer, other: DEAD }) - 1
  }

  /** Says that whoever does not take the first arm of `fork` passes the payer, and the other way round. */
  closeFork(fork: number): void {
    const found = this.forks[fork]
    if (found !== undefined) found.other = this.payer
  }

  /**
   * Moves what both arms of a fork cost to the point before it, so that one of the arms pays nothing. Inner forks are
   * opened after outer ones, so that what they move is moved on.
   */
  mergeForks(): void {
    const { points, forks } = this
    for (let index = forks.length - 1; index >= 0; index--) {
      const { before, arm, other } = forks[index] as Fork
      if (other === DEAD) continue
      const both = Math.min(points.amounts[arm] as number, points.amounts[other] as number)
      points.raise(before, both)
      points.raise(arm, -both)
      points.raise(other, -both)
    }
  }
}
