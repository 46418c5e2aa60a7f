/** A stream of numbers that depends on nothing but its seed (a linear congruential generator, high bits only). */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0
    for (let round = 0; round < 4; round++) this.below(2)
  }

  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.state / 2 ** 32) * limit)
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  /** True one time in `times`. */
  chance(times: number): boolean {
    return this.below(times) === 0
  }
}
