// Controls and marks that reorder a line or can't be seen; joiners stay: emoji and several scripts need them.
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** What a skill's author wrote as one line, in which nothing is hidden or put in another order: U+202E is shown as `\u{202e}`. */
export function untrustedLine(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
