/** What {@link textProblem} allows. */
interface TextLimits {
  /** In characters (code points). */
  readonly maxLength: number
  /** Whether joiners and variation selectors may occur, which prose needs and names can do without. */
  readonly joiners: boolean
}

const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu

// Persian, Indic scripts and emoji need the joiners and the sixteen variation selectors.
const NEEDED_IN_TEXT = /^(?:\u200c|\u200d|[\ufe00-\ufe0f])$/

/**
 * What is wrong with `text` as one visible line, or `undefined`: it is not blank, within the limits, and each of its
 * characters can be seen, so that what a user approves is what a model reads.
 */
export function textProblem(text: string, { maxLength, joiners }: TextLimits): string | undefined {
  if (text.trim() === '') return 'must not be empty'
  // Code units first: they are free to count, and there are at most twice as many.
  if (text.length > maxLength * 2 || Array.from(text).length > maxLength)
    return `is longer than ${maxLength} characters`
  for (const [character] of text.matchAll(UNSEEN)) {
    if (!joiners || !NEEDED_IN_TEXT.test(character))
      return `has the character ${codePointName(character)}, which can't be seen`
  }
  return undefined
}

/** `U+202E` for a right-to-left override. */
function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** The first character of `text` that is not printable ASCII, as `U+…`, or `undefined`. */
export function firstNonAscii(text: string): string | undefined {
  const character = /[^\x20-\x7e]/u.exec(text)?.[0]
  return character === undefined ? undefined : codePointName(character)
}
