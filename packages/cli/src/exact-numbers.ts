/** A number in a JSON text that no JavaScript number holds. */
export interface ChangedNumber {
  /** As it stands there. */
  readonly written: string
  /** What it would become. */
  readonly becomes: string
}

/**
 * The first number of the valid JSON text `json` that reading would change in silence: an integer beyond what a double
 * holds exactly, one that overflows, or one that vanishes. A fraction is rounded to the nearest double, as everywhere.
 */
export function findChangedNumber(json: string): ChangedNumber | undefined {
  const token = /"|-?\d[\d.eE+-]*/g
  for (let found = token.exec(json); found; found = token.exec(json)) {
    if (found[0] === '"') token.lastIndex = endOfString(json, token.lastIndex)
    else if (isChanged(found[0])) return { written: found[0], becomes: JSON.stringify(Number(found[0])) }
  }
  return undefined
}

function isChanged(written: string): boolean {
  const value = Number(written)
  if (!Number.isFinite(value)) return true
  if (value === 0) return /[1-9]/.test(written.replace(/[eE].*/, ''))
  const integer = written.replace(/\.0+$/, '')
  return /^-?\d+$/.test(integer) && !Number.isSafeInteger(value) && String(value) !== integer
}

/** Where the string ends whose content begins at `start`. */
function endOfString(json: string, start: number): number {
  const mark = /["\\]/g
  mark.lastIndex = start
  for (let found = mark.exec(json); found; found = mark.exec(json)) {
    if (found[0] === '"') return mark.lastIndex
    mark.lastIndex += 1
  }
  return json.length
}
