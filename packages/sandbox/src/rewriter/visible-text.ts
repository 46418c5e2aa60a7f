// Controls, which move the cursor and begin lines; marks that reorder a line or can't be seen.
// Tabs stay, and joiners: emoji and several scripts need them.
const UNSAFE = /(?![\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** `text` as one line: each character that could begin another, or change how others look, shows as its number, `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, numberOf)
}

/** How much of `text` has room in `length` UTF-16 units of its {@link visible} form; no number is cut through. */
export function unitsWithin(text: string, length: number): number {
  let growth = 0
  for (const { 0: character, index } of text.matchAll(UNSAFE)) {
    const shown = numberOf(character)
    if (index + growth + shown.length > length) return Math.min(index, length - growth)
    growth += shown.length - character.length
  }
  return length - growth
}

function numberOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
