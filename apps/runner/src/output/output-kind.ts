import { pictureOf } from './picture.ts'

/** What an answer is shown as. */
export type ShownOutput =
  | { readonly kind: 'text' }
  | { readonly kind: 'json'; readonly value: object }
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'picture'; readonly dataUrl: string; readonly width: number; readonly height: number }

/** Longer answers are shown as text: making a tree or a page of them would hold up the visitor. */
const LONGEST_TREE = 300_000
const LONGEST_MARKDOWN = 60_000

/** How to show `content`, the answer of a skill, by what it looks like; never by what it asks for. */
export function outputKind(content: string): ShownOutput {
  const picture = pictureOf(content.trim())
  if (picture !== undefined) return { kind: 'picture', ...picture }
  const value = content.length <= LONGEST_TREE ? jsonOf(content) : undefined
  if (typeof value === 'string') return textKind(value)
  if (typeof value === 'object' && value !== null) {
    const image = Object.hasOwn(value, 'image') ? (value as { readonly image: unknown }).image : undefined
    const within = typeof image === 'string' ? pictureOf(image) : undefined
    return within === undefined ? { kind: 'json', value } : { kind: 'picture', ...within }
  }
  return textKind(content)
}

function textKind(text: string): ShownOutput {
  if (text.length > LONGEST_MARKDOWN) return { kind: 'text' }
  const picture = pictureOf(text)
  if (picture !== undefined) return { kind: 'picture', ...picture }
  return MARKDOWN.test(text) ? { kind: 'markdown', text } : { kind: 'text' }
}

// A heading, a list, a quotation, a fence or a table's line at the start of a line; or a link.
const MARKDOWN = /^(?:#{1,6} \S|[-*+] \S|\d+\. \S|> \S|```|\|.*\|$)|\[[^\]\n]{1,200}\]\([^)\n]{1,500}\)/m

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
