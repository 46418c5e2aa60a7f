/** What a label belongs to. */
export const LABEL = { function: 0, block: 1, loop: 2, if: 3, else: 4, try: 5, catch: 6 } as const

/** No operator that is being read can be reached, so nobody pays for it. */
export const DEAD = -1

/**
 * The labels around an instruction, the function's first, as columns: bodies open hundreds of thousands. Levels are counted
 * from the function's, which is 0.
 */
export class ControlStack {
  /** The level of the innermost label. */
  top = -1
  /** What each belongs to: {@link LABEL}. */
  readonly kinds: number[] = []
  /** The point that paid for the operators before it, or {@link DEAD} when control can't reach it. */
  readonly payersBefore: number[] = []
  /** Whether a branch leads to its end, or to its head if it is a loop. */
  readonly reached: boolean[] = []
  /** Whether a loop of ours is around it. */
  readonly wrapped: boolean[] = []
  /** The outermost label that a branch from inside leads to. */
  private readonly outermost: number[] = []
  /** How many labels there are outside of it once loops of ours are added. */
  private readonly newLevels: number[] = []

  /** Opens a label. */
  push(kind: number, payer: number, wrapped = false): void {
    const level = ++this.top
    this.kinds[level] = kind
    this.payersBefore[level] = payer
    this.reached[level] = false
    this.wrapped[level] = wrapped
    this.outermost[level] = level
    this.newLevels[level] = (level === 0 ? -1 : (this.newLevels[level - 1] as number)) + (wrapped ? 2 : 1)
  }

  /** Notes that a branch leads to the label `depth` levels out. */
  branchTo(depth: number): void {
    const target = this.top - depth
    this.reached[target] = true
    if (target < (this.outermost[this.top] as number)) this.outermost[this.top] = target
  }

  /** Whether the label `depth` levels out is the function's. */
  isFunction(depth: number): boolean {
    return depth >= this.top
  }

  /** The label that `depth` becomes once loops of ours are added. */
  newLabel(depth: number): number {
    return (this.newLevels[this.top] as number) - (this.newLevels[this.top - depth] as number)
  }

  /** Whether control leaves the innermost label other than by its end. */
  get escapes(): boolean {
    return (this.outermost[this.top] as number) < this.top
  }

  /** Goes on with another arm of the innermost label; `live` tells whether the arm before it came to its end. */
  nextArm(kind: number, live: boolean): void {
    this.kinds[this.top] = kind
    if (live) this.reached[this.top] = true
  }

  /** Notes that control may leave the function from here. */
  leave(): void {
    this.outermost[this.top] = 0
  }

  /** Closes the innermost label; its columns can be read until the next is opened. */
  pop(): void {
    const outermost = this.outermost[this.top] as number
    this.top--
    if (this.top >= 0 && outermost < (this.outermost[this.top] as number)) this.outermost[this.top] = outermost
  }
}
