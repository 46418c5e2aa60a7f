/** Where a key and its value stand in a TOML text, as offsets in UTF-16 code units; `to` is the end of the value. */
export interface KeyPosition {
  /** The key's first character; for an item of an array, of a value without a key, the same as `value`. */
  key: number
  /** The value's first character; for a table under a header or a dotted key, the same as `key`. */
  value: number
  to: number
  /** What a table holds. A Map, as keys are hostile. */
  keys?: Map<string, KeyPosition>
  /** What an array holds. */
  items?: KeyPosition[]
  /** Whether it is an array of tables: `[[…]]`. */
  isTableArray?: boolean
}

/** A key or an index on the way to a value. */
export type PathPart = string | number

/** A position without contents. */
export function positionAt(key: number, value: number = key, to: number = value): KeyPosition {
  return { key, value, to }
}

/** Adds `item` to the array at `array`. */
export function addItem(array: KeyPosition, item: KeyPosition): KeyPosition {
  array.items ??= []
  array.items.push(item)
  return item
}

/** One part of a dotted key, with the offset where it starts. */
export interface KeyPart {
  readonly name: string
  readonly at: number
}

/** The position for `parts` under `table`, made where it is not there yet. In arrays of tables the last table counts. */
export function enterKey(table: KeyPosition, parts: readonly KeyPart[]): KeyPosition {
  let here = table
  for (const part of parts) {
    const inside = here.isTableArray ? (here.items?.at(-1) ?? here) : here
    inside.keys ??= new Map()
    let next = inside.keys.get(part.name)
    if (next === undefined) {
      next = positionAt(part.at)
      inside.keys.set(part.name, next)
    }
    here = next
  }
  return here
}

/** The position of `path`, or of its nearest ancestor that the text has. */
export function nearestPosition(root: KeyPosition, path: readonly PathPart[]): KeyPosition {
  let here = root
  for (const part of path) {
    const next = typeof part === 'number' ? here.items?.[part] : here.keys?.get(part)
    if (next === undefined) return here
    here = next
  }
  return here
}
