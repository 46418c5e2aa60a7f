// Control and format characters, line separators, lone surrogates, and what Unicode says to draw as nothing.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/**
 * `text` fit for a terminal: whatever a terminal would obey or not show is written as `\u{…}`, and what goes
 * beyond `maxLength` characters becomes `…`.
 */
export function printable(text: string, maxLength = 60): string {
  // Cut first: a text of a megabyte should not be walked for sixty characters.
  const characters = Array.from(text.slice(0, maxLength * 2 + 2))
  const shown = characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('')
  return shown.replace(UNPRINTABLE, codePoint)
}

/** `\u{202e}` for U+202E. */
function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
