/** A label around an instruction. */
export interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else'
  /** Whether control can reach it at all. */
  readonly live: boolean
  /** Whether a branch leads to its end, or to its head if it is a loop. */
  reached: boolean
  /** The outermost label, counted from the function's, that a branch from inside leads to. */
  outermostTarget: number
  /** How many labels there are outside of it once loops of ours are added. */
  readonly newLevel: number
  /** The point that paid for the operators before it. */
  readonly payerBefore: number
  /** Whether a loop of ours is around it. */
  readonly wrapped: boolean
}

/** The labels around an instruction, the function's first. */
export class ControlStack {
  private readonly frames: Frame[] = []

  /** How many labels are open. */
  get depth(): number {
    return this.frames.length
  }

  /** The innermost label. */
  get top(): Frame | undefined {
    return this.frames.at(-1)
  }

  /** Opens a label. */
  push(
    kind: Frame['kind'],
    { live, payer, wrapped = false }: { live: boolean; payer: number; wrapped?: boolean },
  ): void {
    const newLevel = (this.top?.newLevel ?? -1) + (wrapped ? 2 : 1)
    const outermostTarget = this.frames.length
    this.frames.push({ kind, live, reached: false, outermostTarget, newLevel, payerBefore: payer, wrapped })
  }

  /** Notes that a branch leads to the label `depth` levels out. */
  branchTo(depth: number): void {
    const index = this.frames.length - 1 - depth
    const target = this.frames[index]
    const { top } = this
    if (target !== undefined) target.reached = true
    if (top !== undefined && index < top.outermostTarget) top.outermostTarget = index
  }

  /** Whether the label `depth` levels out is the function's. */
  isFunction(depth: number): boolean {
    return depth >= this.frames.length - 1
  }

  /** The label that `depth` becomes once loops of ours are added. */
  newLabel(depth: number): number {
    const target = this.frames[this.frames.length - 1 - depth]
    return (this.top?.newLevel ?? 0) - (target?.newLevel ?? 0)
  }

  /** Whether control leaves the innermost label by a branch to one further out. */
  get escapes(): boolean {
    const { top } = this
    return top !== undefined && top.outermostTarget < this.frames.length - 1
  }

  /** Closes the innermost label. */
  pop(): Frame | undefined {
    const closed = this.frames.pop()
    const { top } = this
    if (closed !== undefined && top !== undefined && closed.outermostTarget < top.outermostTarget) {
      top.outermostTarget = closed.outermostTarget
    }
    return closed
  }
}
