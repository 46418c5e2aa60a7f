const MIN_LENGTH = 8
const MAX_LENGTH = 8_192

/**
 * What is wrong with a secret's value, in words that tell nothing of it; `undefined` for nothing. Shorter ones could be guessed,
 * and would be found in what is none; other characters do not fit every place that a secret can be put in.
 */
export function secretValueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return `is of type ${typeof value}, expected a string`
  if (!/^[\x20-\x7e]*$/.test(value)) return 'has characters beside the visible ones of ASCII'
  if (value.trim() !== value) return 'has a space at an end'
  if (value.length >= MIN_LENGTH && value.length <= MAX_LENGTH) return undefined
  return `has ${value.length} characters, expected ${MIN_LENGTH} to ${MAX_LENGTH}`
}
