/** A value as a recording has it: what JSON can't hold stands in a string, an i64 with an `n` after it. */
export type Token = number | string | null

/** The token of a value that passes between host and guest, which WebAssembly will turn into its type. */
export function token(value: unknown): Token {
  if (value === null) return null
  if (typeof value === 'bigint') return `${value}n`
  // What glue returns where nothing is wanted, such as a view of all memory, would take long to become a number.
  const number = typeof value === 'object' || typeof value === 'function' ? Number.NaN : Number(value)
  if (Object.is(number, -0)) return '-0'
  return Number.isFinite(number) ? number : String(number)
}

/** The tokens of what a guest's function returned: none, one, or several. */
export function resultTokens(result: unknown): Token[] {
  if (result === undefined) return []
  return Array.isArray(result) ? result.map(token) : [token(result)]
}
