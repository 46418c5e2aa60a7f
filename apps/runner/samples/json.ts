// JSON as it is read by a skill (RFC 8259): a tree whose values remember where they stand in the text.

export enum Kind {
  Null,
  Boolean,
  Number,
  String,
  Array,
  Object,
}

/** Deeper texts are refused: each level takes a part of the stack. */
const MAX_DEPTH = 200

/** One value of a text. */
export class Json {
  kind: Kind = Kind.Null
  /** Of a string its content, of all others the text itself. */
  text: string = ''
  /** The text of any value, as it was written. */
  source: string = ''
  /** Of an object, in the order of its members. */
  keys: string[] = []
  /** Of an array, or the values of an object. */
  items: Json[] = []

  /** A member of an object; the last one of that name, as everywhere. */
  member(name: string): Json | null {
    for (let i = this.keys.length - 1; i >= 0; i--) if (this.keys[i] == name) return this.items[i]
    return null
  }

  /** The text of a member that is a string, or `otherwise`. */
  textOf(name: string, otherwise: string): string {
    const found = this.member(name)
    return found !== null && found.kind == Kind.String ? found.text : otherwise
  }

  /** A member that is a number, or `otherwise`. */
  numberOf(name: string, otherwise: f64): f64 {
    const found = this.member(name)
    return found !== null && found.kind == Kind.Number ? parseFloat(found.text) : otherwise
  }
}

/** Reads one text; `problem` says what is wrong with it when there is no value. */
export class JsonReader {
  problem: string = ''
  private at: i32 = 0

  constructor(private readonly source: string) {}

  read(): Json | null {
    const value = this.value(0)
    if (value === null) return null
    this.skipSpace()
    if (this.at < this.source.length) return this.fail('there is more behind the value')
    return value
  }

  private value(depth: i32): Json | null {
    if (depth > MAX_DEPTH) return this.fail('it is nested too deeply')
    this.skipSpace()
    const start = this.at
    const found = new Json()
    const unit = this.peek()
    if (unit == 0x7b || unit == 0x5b) {
      if (!this.members(found, depth, unit == 0x7b)) return null
    } else if (unit == 0x22) {
      const text = this.string()
      if (text === null) return null
      found.kind = Kind.String
      found.text = text
    } else if (!this.word(found)) return null
    found.source = this.source.substring(start, this.at)
    return found
  }

  private members(found: Json, depth: i32, isObject: bool): bool {
    found.kind = isObject ? Kind.Object : Kind.Array
    const end = isObject ? 0x7d : 0x5d
    this.at++
    this.skipSpace()
    if (this.accept(end)) return true
    while (true) {
      if (isObject) {
        this.skipSpace()
        const key = this.peek() == 0x22 ? this.string() : null
        if (key === null) return this.fail('a name is missing') !== null
        found.keys.push(key)
        this.skipSpace()
        if (!this.accept(0x3a)) return this.fail('a colon is missing') !== null
      }
      const item = this.value(depth + 1)
      if (item === null) return false
      found.items.push(item)
      this.skipSpace()
      if (this.accept(end)) return true
      if (!this.accept(0x2c)) return this.fail('a comma is missing') !== null
    }
  }

  private word(found: Json): bool {
    const start = this.at
    while (this.at < this.source.length && isWordUnit(this.peek())) this.at++
    const word = this.source.substring(start, this.at)
    found.text = word
    if (word == 'null') found.kind = Kind.Null
    else if (word == 'true' || word == 'false') found.kind = Kind.Boolean
    else if (isFinite(parseFloat(word))) found.kind = Kind.Number
    else return this.fail('a value is missing') !== null
    return true
  }

  private string(): string | null {
    let text = ''
    let start = ++this.at
    while (this.at < this.source.length) {
      const unit = this.peek()
      if (unit == 0x22) {
        text += this.source.substring(start, this.at++)
        return text
      }
      if (unit == 0x5c) {
        text += this.source.substring(start, this.at) + this.escape()
        start = this.at
      } else this.at++
    }
    this.fail('a quotation mark is missing')
    return null
  }

  private escape(): string {
    const unit = this.source.charCodeAt(this.at + 1)
    this.at += 2
    if (unit == 0x75) {
      const code = <i32>parseInt(this.source.substr(this.at, 4), 16)
      this.at += 4
      return String.fromCharCode(code)
    }
    if (unit == 0x6e) return '\n'
    if (unit == 0x74) return '\t'
    if (unit == 0x72) return '\r'
    if (unit == 0x62) return '\b'
    if (unit == 0x66) return '\f'
    return String.fromCharCode(unit)
  }

  private peek(): i32 {
    return this.at < this.source.length ? this.source.charCodeAt(this.at) : -1
  }

  private accept(unit: i32): bool {
    if (this.peek() != unit) return false
    this.at++
    return true
  }

  private skipSpace(): void {
    while (this.peek() == 0x20 || (this.peek() >= 9 && this.peek() <= 13)) this.at++
  }

  private fail(problem: string): Json | null {
    if (this.problem == '') this.problem = problem + ' at character ' + this.at.toString()
    return null
  }
}

function isWordUnit(unit: i32): bool {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit == 0x2d ||
    unit == 0x2b ||
    unit == 0x2e ||
    unit == 0x45
  )
}

/** A text as a JSON string. */
export function quote(text: string): string {
  let quoted = '"'
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit == 0x22 || unit == 0x5c) quoted += '\\' + String.fromCharCode(unit)
    else if (unit < 0x20) quoted += '\\u' + unit.toString(16).padStart(4, '0')
    else quoted += String.fromCharCode(unit)
  }
  return quoted + '"'
}
