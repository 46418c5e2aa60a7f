import type { Names } from './names.ts'

/** Longer names are cut: one can have megabytes. */
const LONGEST_NAME = 60

/** What the text format takes for an identifier as it is (core specification 6.3.5). */
const PLAIN = /^[\w!#$%&'*+\-./:<=>?@\\^`|~]+$/

/**
 * What could rewrite a terminal, hide or reorder the rest of a line: controls, format characters, lone surrogates, marks,
 * odd spaces, characters without a meaning, and the letters of scripts that run from right to left.
 */
const UNSAFE =
  /["\\]|[^\p{L}\p{N}\p{P}\p{S} ]|[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]|[\u07c0-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/gu

/** `text` between quotes as the text format has strings, on one line, safe to print, at most 60 characters of it. */
export function quoted(text: string): string {
  const shown = cut(text)
  const escaped = shown.replace(UNSAFE, (found) =>
    found === '"' || found === '\\' ? `\\${found}` : `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  )
  return `"${escaped}${shown === text ? '' : '…'}"`
}

/**
 * Tells what an index is called: `$name`, `$"name"` for names of other characters, and the bare index for what has none.
 * A name that is not this index's alone, or is cut, has its index behind it: `$name(;7;)`.
 */
export function identifiers(names: Names): (index: number) => string {
  const uses = new Map<string, number>()
  for (const name of names.values()) uses.set(name, (uses.get(name) ?? 0) + 1)
  return (index) => {
    const name = names.get(index)
    if (name === undefined || name === '') return `${index}`
    const isOwn = uses.get(name) === 1 && name.length <= LONGEST_NAME
    const isPlain = name.length <= LONGEST_NAME && PLAIN.test(name)
    return `$${isPlain ? name : quoted(name)}${isOwn ? '' : `(;${index};)`}`
  }
}

function cut(text: string): string {
  if (text.length <= LONGEST_NAME) return text
  // Not between the two halves of a character.
  const end = /[\ud800-\udbff]/.test(text.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME
  return text.slice(0, end)
}
