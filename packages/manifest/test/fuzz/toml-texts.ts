import fc from 'fast-check'
import type { PathPart } from '../../src/toml-positions.ts'

/** A place that a generated text promises: `path` has its key at `key` and its value from `value` to `to`. */
export interface PromisedPlace {
  readonly path: readonly PathPart[]
  readonly key: number
  readonly value: number
  readonly to: number
}

/** A generated TOML text and where its keys and values stand, known from how it was written, not from reading it. */
export interface TomlText {
  readonly text: string
  readonly places: readonly PromisedPlace[]
}

type Value =
  | { kind: 'bare' | 'string'; text: string }
  | { kind: 'array'; items: Value[] }
  | { kind: 'table'; entries: Entry[] }
type Entry = { keys: string[]; value: Value }
type Section = { keys: string[]; isTableArray: boolean; entries: Entry[] }
type Document = { first: Entry[]; sections: Section[]; salt: number[] }

const bare: fc.Arbitrary<Value> = fc
  .constantFrom(
    '1',
    '-17',
    '0xFF',
    '1_000',
    '1e5',
    '6.02e-3',
    'inf',
    'nan',
    'true',
    'false',
    '1979-05-27',
    '1979-05-27 07:32:00',
    '1979-05-27T07:32:00.5-07:00',
    '07:32:00',
  )
  .map((text) => ({ kind: 'bare', text }))

const string: fc.Arbitrary<Value> = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text).replaceAll('\u007f', '\\u007f')),
    fc.constantFrom(
      `''`,
      `""`,
      `'# = [ \\'`,
      `"\\" ] # \\\\"`,
      `""""""`,
      `'''a'''`,
      `"""\na = 1\r\n[x]\n"""`,
      `"""" '''""""`,
      `'''' """'''''`,
      `"""\\\n   b \\""" c"""`,
      `'''\n\n# ]\\'''`,
    ),
  )
  .map((text) => ({ kind: 'string', text }))

// Each key ends in its own number, so that no document sets one twice.
const keyStem = fc.constantFrom(
  'a',
  'B-',
  '_',
  '1',
  '"q ',
  "'l.",
  '"\\u00fc\\t',
  '"=#]',
  "'\\",
  '"日本',
  '"\\U0001F600',
)

const entry = (value: fc.Arbitrary<Value>): fc.Arbitrary<Entry> =>
  fc.record({ keys: fc.array(keyStem, { minLength: 1, maxLength: 3 }), value })

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'toml' },
    bare,
    string,
    fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'toml' }).map((items): Value => ({ kind: 'array', items })),
    fc
      .array(entry(tie('value')), { maxLength: 3, depthIdentifier: 'toml' })
      .map((entries): Value => ({ kind: 'table', entries })),
  ),
}))

const entries = fc.array(entry(value), { maxLength: 4 })

/** TOML texts of every kind of key, value, header, blank and line end. */
export const tomlText: fc.Arbitrary<TomlText> = fc
  .record({
    first: entries,
    sections: fc.array(
      fc.record({ keys: fc.array(keyStem, { minLength: 1, maxLength: 3 }), isTableArray: fc.boolean(), entries }),
      { maxLength: 5 },
    ),
    salt: fc.array(fc.nat(), { minLength: 1, maxLength: 16 }),
  })
  .map(write)

function write(document: Document): TomlText {
  const places: PromisedPlace[] = []
  let text = ''
  let keyNumber = 0
  let saltNumber = 0

  const pick = (choices: readonly string[]): string => {
    const salt = document.salt[saltNumber++ % document.salt.length] ?? 0
    return choices[(salt + saltNumber) % choices.length] ?? ''
  }
  const space = (): string => pick(['', ' ', '\t ', '  '])
  const lineEnd = (): string =>
    `${space()}${pick(['', '# "not [a] string', "#''' = ", ''])}${pick(['\n', '\r\n', '\n\n \t\n'])}`
  const blank = (): string => pick(['', ' ', '\n', '# ]},"\n', '\r\n\t'])

  // Writes the parts of a key; returns its names and where the last one starts.
  const writeKey = (stems: readonly string[]): { names: string[]; at: number } => {
    let at = 0
    const names = stems.map((stem, i) => {
      const quote = /^["']/.exec(stem)?.[0] ?? ''
      const source = `${stem}${keyNumber++}${quote}`
      text += (i > 0 ? `${space()}.` : '') + space()
      at = text.length
      text += source
      return nameOf(source)
    })
    text += space()
    return { names, at }
  }

  const writeValue = (written: Value, path: readonly PathPart[], key: number | undefined): void => {
    const at = text.length
    if (written.kind === 'array') {
      text += '['
      written.items.forEach((item, i) => {
        text += (i > 0 ? `${blank()},` : '') + blank()
        writeValue(item, [...path, i], undefined)
      })
      text += `${blank()}${written.items.length > 0 ? pick(['', ',']) : ''}${blank()}]`
    } else if (written.kind === 'table') {
      text += '{'
      written.entries.forEach((inner, i) => {
        text += (i > 0 ? ',' : '') + space()
        writeEntry(inner, path)
      })
      text += `${space()}}`
    } else {
      text += written.text
    }
    places.push({ path, key: key ?? at, value: at, to: text.length })
  }

  const writeEntry = (written: Entry, table: readonly PathPart[]): void => {
    const { names, at } = writeKey(written.keys)
    text += `=${space()}`
    writeValue(written.value, [...table, ...names], at)
    text += space()
  }

  const writeEntries = (list: readonly Entry[], table: readonly PathPart[]): void => {
    for (const one of list) {
      text += blank() + space()
      writeEntry(one, table)
      text += lineEnd()
    }
  }

  writeEntries(document.first, [])
  for (const section of document.sections) {
    text += `${blank()}${section.isTableArray ? '[[' : '['}`
    const { names, at } = writeKey(section.keys)
    const path = section.isTableArray ? [...names, 0] : names
    places.push({ path, key: at, value: at, to: text.length })
    text += (section.isTableArray ? ']]' : ']') + lineEnd()
    writeEntries(section.entries, path)
  }
  return { text, places }
}

/** The name that a written key part stands for. */
function nameOf(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1)
  if (!source.startsWith('"')) return source
  return source.slice(1, -1).replace('\\u00fc', 'ü').replace('\\t', '\t').replace('\\U0001F600', '😀')
}
