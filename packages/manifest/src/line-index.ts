/** A place in a text; both counted from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Turns offsets into lines and columns; a line ends at `\n`. Built in linear time, asked in logarithmic. */
export class LineIndex {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  /** The place of the code unit at `offset`. */
  placeOf(offset: number): Place {
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }

  /** The offset of `place`. */
  offsetOf(place: Place): number {
    return (this.#starts[place.line - 1] ?? 0) + place.column - 1
  }
}
