import { styleText } from 'node:util'

// Controls, which move the cursor and rewrite what stands there; marks that reorder a line or can't be seen.
// Joiners stay: emoji and several scripts need them.
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** `text` as one line in which every unsafe character is shown by its number, as `\u{1b}`. */
export function safeLine(text: string): string {
  return text.replace(UNSAFE, visible)
}

/** {@link safeLine} for a text of several lines: line feeds and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, (found) => (/[\n\t]/.test(found) ? found : visible(found)))
}

/** `value` as JSON on one line or more, safe on a terminal, bigints as decimal strings. */
export function safeJson(value: unknown): string {
  return json(value, 2).replace(UNSAFE, (found) => (found === '\n' ? found : jsonEscape(found)))
}

/** {@link safeJson} on one line. */
export function safeJsonLine(value: unknown): string {
  return json(value).replace(UNSAFE, jsonEscape)
}

function json(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? each.toString() : each), indent)
}

/** Whether `stream` shows colours, and neither NO_COLOR nor TERM=dumb speaks against it. */
export function showsColours(stream: NodeJS.WriteStream = process.stderr): boolean {
  const { NO_COLOR, TERM } = process.env
  return stream.isTTY && (NO_COLOR ?? '') === '' && TERM !== 'dumb'
}

/** `text` in a colour, where `stream` shows colours. */
export function coloured(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stderr,
): string {
  return showsColours(stream) ? styleText(style, text, { validateStream: false }) : text
}

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }).join('')
}
