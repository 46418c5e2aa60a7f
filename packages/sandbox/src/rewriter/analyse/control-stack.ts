/** The structured instruction that a label belongs to. */
export const FRAME = { function: 0, block: 1, loop: 2, if: 3, else: 4 } as const

/** The labels around an instruction, innermost last. */
export class ControlStack {
  private readonly kinds: number[] = []
  private readonly live: boolean[] = []
  private readonly reached: boolean[] = []

  /** How many labels are open. */
  get depth(): number {
    return this.kinds.length
  }

  /** Opens a label; `live` tells whether control can reach it at all. */
  push(kind: number, live: boolean): void {
    this.kinds.push(kind)
    this.live.push(live)
    this.reached.push(false)
  }

  /** Notes that a branch leads to the label `depth` levels out. */
  branchTo(depth: number): void {
    this.reached[this.kinds.length - 1 - depth] = true
  }

  /** Closes the innermost label and tells what it was, whether it was live, and whether its end is branched to. */
  pop(): { readonly kind: number; readonly live: boolean; readonly reached: boolean } {
    return {
      kind: this.kinds.pop() ?? FRAME.function,
      live: this.live.pop() ?? false,
      reached: this.reached.pop() ?? false,
    }
  }
}
