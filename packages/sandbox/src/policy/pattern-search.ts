/** Finds any of several patterns in bytes, in time linear in those whatever is in them: the automaton of Aho and Corasick (1975). */
export class PatternSearch {
  private readonly fold: Uint8Array
  /** The children of the root, by their byte; 0 for none. */
  private readonly roots = new Int32Array(256)
  /** By the first two bytes of a pattern whether there is one: nearly every byte of what is searched is passed over by that. */
  private readonly pairs = new Uint8Array(65_536)
  private readonly byte: Uint8Array
  private readonly firstChild: Int32Array
  private readonly nextSibling: Int32Array
  /** The node of the longest proper suffix of a node's path that is a path, too. */
  private readonly suffix: Int32Array
  /** The place of the longest pattern that ends at a node, plus one; 0 for none. */
  private readonly ending: Int32Array
  private nodes = 1

  /** Each of `patterns` has two bytes or more; bytes are alike when `fold` gives them the same. */
  constructor(patterns: readonly Uint8Array[], fold: Uint8Array) {
    this.fold = fold
    const size = patterns.reduce((sum, { length }) => sum + length, 1)
    this.byte = new Uint8Array(size)
    this.firstChild = new Int32Array(size)
    this.nextSibling = new Int32Array(size)
    this.suffix = new Int32Array(size)
    this.ending = new Int32Array(size)
    for (const [place, pattern] of patterns.entries()) {
      this.ending[this.grow(pattern)] = place + 1
      const [first = 0, second = 0] = pattern
      this.pairs[(fold[first] ?? 0) * 256 + (fold[second] ?? 0)] = 1
    }
    this.linkSuffixes()
  }

  /** Tells of each place that is behind a pattern, in their order, and of which pattern: the longest one there. */
  search(bytes: Uint8Array, found: (end: number, pattern: number) => void): void {
    const { fold, roots, pairs, ending } = this
    let node = 0
    // Not an iterator, which takes several times as long.
    for (let at = 0; at < bytes.length; at++) {
      const byte = fold[bytes[at] ?? 0] ?? 0
      if (node === 0) {
        if (pairs[byte * 256 + (fold[bytes[at + 1] ?? 0] ?? 0)] === 0) continue
        node = roots[byte] ?? 0
      } else node = this.step(node, byte)
      if (node === 0) continue
      const place = ending[node] ?? 0
      if (place > 0) found(at + 1, place - 1)
    }
  }

  private step(from: number, byte: number): number {
    let node = from
    for (;;) {
      const child = this.childOf(node, byte)
      if (child !== 0 || node === 0) return child
      node = this.suffix[node] ?? 0
    }
  }

  private childOf(node: number, byte: number): number {
    if (node === 0) return this.roots[byte] ?? 0
    let child = this.firstChild[node] ?? 0
    while (child !== 0 && this.byte[child] !== byte) child = this.nextSibling[child] ?? 0
    return child
  }

  /** The node at the end of a path of bytes. */
  private grow(path: Uint8Array): number {
    let node = 0
    for (const unfolded of path) {
      const byte = this.fold[unfolded] ?? 0
      const known = this.childOf(node, byte)
      const child = known === 0 ? this.nodes++ : known
      if (known === 0) {
        this.byte[child] = byte
        this.nextSibling[child] = this.firstChild[node] ?? 0
        this.firstChild[node] = child
        if (node === 0) this.roots[byte] = child
      }
      node = child
    }
    return node
  }

  /** Level by level: the suffixes of a node are above it. */
  private linkSuffixes(): void {
    const queue = [0]
    for (const node of queue) {
      for (let child = this.firstChild[node] ?? 0; child !== 0; child = this.nextSibling[child] ?? 0) {
        const suffix = node === 0 ? 0 : this.step(this.suffix[node] ?? 0, this.byte[child] ?? 0)
        this.suffix[child] = suffix
        this.ending[child] ||= this.ending[suffix] ?? 0
        queue.push(child)
      }
    }
  }
}
