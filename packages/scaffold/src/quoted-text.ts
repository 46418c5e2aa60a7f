// Controls, separators that some parsers take for line ends, and what changes how a reader sees a line:
// zero-width letters, bidirectional marks, tag characters.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const LONE_SURROGATE = /\p{Cs}/gu

/**
 * `text` as a double-quoted JSON string in which every character can be seen; also a YAML double-quoted scalar.
 *
 * A lone surrogate, which UTF-8 can't hold, becomes U+FFFD.
 */
export function quoteJson(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(UNSEEN, jsonEscape)
}

/** `text` as a basic string of TOML 1.0, by the same rules as {@link quoteJson}. */
export function quoteToml(text: string): string {
  const escaped = wellFormed(text).replace(/["\\]/g, '\\$&').replace(UNSEEN, tomlEscape)
  return `"${escaped}"`
}

function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd')
}

function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join('')
}

// TOML names code points, not UTF-16 units.
function tomlEscape(character: string): string {
  const point = character.codePointAt(0) ?? 0
  return point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
