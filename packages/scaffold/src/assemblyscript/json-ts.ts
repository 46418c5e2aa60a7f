/** A small reader of JSON, as an AssemblyScript module. */
export const JSON_TS: string = String.raw`// Just enough JSON to take a text out of the input, without another package.
//
// The host hands over valid JSON, so a value that is skipped is not examined.

const NO_TEXT = 'the input must be a JSON object such as {"text": "..."}, or a JSON string'
const NOT_STRING = 'the "text" of the input must be a string'
const NOT_JSON = 'the input is not valid JSON'

/** Takes the text out of an input: the member "text" of an object, or the input itself when it is a string. */
export class TextReader {
  /** What is wrong with the input, after a read that gave null. */
  problem: string = ''
  private at: i32 = 0

  constructor(private readonly json: string) {}

  /** The text, or null when there is none. */
  read(): string | null {
    const first = this.peek()
    let text: string | null = null
    if (first == 0x22 /* " */) text = this.readString()
    else if (first == 0x7b /* { */) text = this.readTextMember()
    if (this.problem.length > 0) return null
    if (text === null) return this.fail(NO_TEXT)
    return this.peek() < 0 ? text : this.fail(NOT_JSON)
  }

  private fail(problem: string): string | null {
    this.problem = problem
    return null
  }

  /** The next unit that is not white space, which stays unread; -1 at the end. */
  private peek(): i32 {
    while (this.at < this.json.length) {
      const unit = this.json.charCodeAt(this.at)
      if (unit != 0x20 && unit != 0x09 && unit != 0x0a && unit != 0x0d) return unit
      this.at++
    }
    return -1
  }

  /** Reads one unit; -1 at the end. */
  private next(): i32 {
    return this.at < this.json.length ? this.json.charCodeAt(this.at++) : -1
  }

  /** Reads white space, then the wanted unit if it stands there. */
  private accept(wanted: i32): bool {
    if (this.peek() != wanted) return false
    this.at++
    return true
  }

  /** Reads an object; its last "text", as JSON.parse would have it. */
  private readTextMember(): string | null {
    let text: string | null = null
    this.accept(0x7b /* { */)
    if (this.accept(0x7d /* } */)) return text
    while (true) {
      const key = this.readString()
      if (key === null || !this.accept(0x3a /* : */)) return this.fail(NOT_JSON)
      if (key != 'text') {
        if (!this.skipValue()) return this.fail(NOT_JSON)
      } else {
        if (this.peek() != 0x22 /* " */) return this.fail(NOT_STRING)
        text = this.readString()
        if (text === null) return null
      }
      if (this.accept(0x2c /* , */)) continue
      return this.accept(0x7d /* } */) ? text : this.fail(NOT_JSON)
    }
  }

  /** Reads up to the comma or brace that ends a member. */
  private skipValue(): bool {
    let depth = 0
    while (true) {
      const unit = this.peek()
      if (unit < 0) return false
      if (unit == 0x22 /* " */) {
        if (this.readString() === null) return false
        continue
      }
      if (depth == 0 && (unit == 0x2c /* , */ || unit == 0x7d /* } */)) return true
      if (unit == 0x7b /* { */ || unit == 0x5b /* [ */) depth++
      else if (unit == 0x7d /* } */ || unit == 0x5d /* ] */) depth--
      this.at++
    }
  }

  private readString(): string | null {
    if (!this.accept(0x22 /* " */)) return this.fail(NOT_JSON)
    const text = new TextBuilder()
    let start = this.at
    while (true) {
      const unit = this.next()
      if (unit < 0) return this.fail(NOT_JSON)
      if (unit != 0x22 /* " */ && unit != 0x5c /* \ */) continue
      text.append(this.json, start, this.at - 1)
      if (unit == 0x22 /* " */) return text.toString()
      const escaped = this.readEscape()
      if (escaped < 0) return this.fail(NOT_JSON)
      text.push(escaped)
      start = this.at
    }
  }

  /** Reads what follows a backslash: the unit that it stands for, or -1. */
  private readEscape(): i32 {
    const unit = this.next()
    switch (unit) {
      case 0x62 /* b */:
        return 0x08
      case 0x66 /* f */:
        return 0x0c
      case 0x6e /* n */:
        return 0x0a
      case 0x72 /* r */:
        return 0x0d
      case 0x74 /* t */:
        return 0x09
      case 0x75 /* u */:
        return this.readHex4()
      case 0x22 /* " */:
      case 0x5c /* \ */:
      case 0x2f /* / */:
        return unit
      default:
        return -1
    }
  }

  private readHex4(): i32 {
    let value = 0
    for (let i = 0; i < 4; i++) {
      const unit = this.next()
      const letter = unit | 0x20
      if (unit >= 0x30 && unit <= 0x39) value = (value << 4) + unit - 0x30
      else if (unit > 0 && letter >= 0x61 && letter <= 0x66) value = (value << 4) + letter - 0x57
      else return -1
    }
    return value
  }
}

/** A text as a JSON string. */
export function quote(text: string): string {
  const json = new TextBuilder()
  let start = 0
  json.push(0x22 /* " */)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x20 && unit != 0x22 /* " */ && unit != 0x5c /* \ */) continue
    json.append(text, start, i)
    json.push(0x5c /* \ */)
    if (unit >= 0x20) {
      json.push(unit)
    } else {
      const escape = 'u00' + (unit < 0x10 ? '0' : '1') + (unit & 15).toString(16)
      json.append(escape, 0, escape.length)
    }
    start = i + 1
  }
  json.append(text, start, text.length)
  json.push(0x22 /* " */)
  return json.toString()
}

/** Builds a long text out of small ones; adding strings to each other would copy them each time. */
class TextBuilder {
  private units: StaticArray<u16> = new StaticArray<u16>(32)
  private length: i32 = 0

  push(unit: i32): void {
    this.reserve(1)
    this.units[this.length++] = <u16>unit
  }

  /** Adds the units of a text from start up to end. */
  append(text: string, start: i32, end: i32): void {
    const count = end - start
    this.reserve(count)
    const target = changetype<usize>(this.units) + (<usize>this.length << 1)
    memory.copy(target, changetype<usize>(text) + (<usize>start << 1), <usize>count << 1)
    this.length += count
  }

  toString(): string {
    return String.UTF16.decodeUnsafe(changetype<usize>(this.units), <usize>this.length << 1)
  }

  private reserve(count: i32): void {
    const needed = this.length + count
    if (needed <= this.units.length) return
    const grown = new StaticArray<u16>(max(needed, this.units.length * 2))
    memory.copy(changetype<usize>(grown), changetype<usize>(this.units), <usize>this.length << 1)
    this.units = grown
  }
}
`
