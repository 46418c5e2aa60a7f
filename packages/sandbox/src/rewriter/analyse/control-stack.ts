/** What a label belongs to. */
export const LABEL = { function: 0, block: 1, loop: 2, if: 3, else: 4, try: 5, catch: 6 } as const

/** How many labels stand around a loop that gets a loop of ours. */
const ADDED_LABELS = 3

/** No operator that is being read can be reached, so nobody pays for it. */
export const DEAD = -1

/** What was seen inside of a label that keeps a loop from being counted. */
export const SEEN = {
  /** Something that branches in a way a counted loop does not, or costs by a size. */
  branches: 1,
  calls: 2,
} as const

/**
 * The labels around an instruction, the function's first, as columns: bodies open hundreds of thousands. Levels are counted
 * from the function's, which is 0.
 */
export class ControlStack {
  /** The level of the innermost label. */
  top = -1
  /** What each belongs to: {@link LABEL}. */
  readonly kinds: number[] = []
  /** The position of its instruction. */
  readonly starts: number[] = []
  /** The point that paid for the operators before it, or {@link DEAD} when control can't reach it. */
  readonly payersBefore: number[] = []
  /** Whether a branch leads to its end, or to its head if it is a loop. */
  readonly reached: boolean[] = []
  /** Of a loop that has one of ours around it, the point at its head; else {@link DEAD}. */
  readonly heads: number[] = []
  /** Of a loop, the point at the only branch that leads back to its head; {@link DEAD} for none, -2 for several. */
  readonly backEdges: number[] = []
  /** Bits of {@link SEEN}. */
  readonly seen: number[] = []
  /** The position of the first `unreachable` in it, or -1. */
  readonly traps: number[] = []
  /** The outermost label that a branch from inside leads to. */
  private readonly outermost: number[] = []
  /** How many labels there are outside of it once loops of ours are added. */
  private readonly newLevels: number[] = []

  /** Opens the label of the instruction at the position `at`; `head` is the point of a loop that gets one of ours around it. */
  push(kind: number, at: number, payer: number, head: number = DEAD): void {
    const level = ++this.top
    this.kinds[level] = kind
    this.starts[level] = at
    this.payersBefore[level] = payer
    this.reached[level] = false
    this.heads[level] = head
    this.backEdges[level] = DEAD
    this.seen[level] = 0
    this.traps[level] = -1
    this.outermost[level] = level
    this.newLevels[level] =
      (level === 0 ? -1 : (this.newLevels[level - 1] as number)) + (head === DEAD ? 1 : 1 + ADDED_LABELS)
  }

  /** Notes that a branch leads to the label `depth` levels out. */
  branchTo(depth: number): void {
    const target = this.top - depth
    this.reached[target] = true
    if (target < (this.outermost[this.top] as number)) this.outermost[this.top] = target
  }

  /** Notes that control may leave the function from here. */
  leave(): void {
    this.outermost[this.top] = 0
  }

  /** Notes bits of {@link SEEN} for the innermost label. */
  note(seen: number): void {
    this.seen[this.top] = (this.seen[this.top] as number) | seen
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

  /** Closes the innermost label; its columns can be read until the next is opened. */
  pop(): void {
    const outermost = this.outermost[this.top] as number
    this.top--
    if (this.top >= 0 && outermost < (this.outermost[this.top] as number)) this.outermost[this.top] = outermost
  }
}
