import { TomlDate } from 'smol-toml'

/** A clock that stands still must be one that every guest can read: some count nanoseconds since 1970 in 64 signed bits. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2261

/** A date and time with an offset (RFC 3339, section 5.6), of whole milliseconds at most. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

/** What is wrong with `value`, an instant as a string or as TOML's own, or `undefined`. */
export function instantProblem(value: string | Date): string | undefined {
  if (value instanceof TomlDate && !value.isDateTime()) return 'must have both a date and a time'
  if (value instanceof TomlDate && value.isLocal()) return 'must tell the offset from UTC: end it in `Z`'
  const at = instantOf(value)
  if (at === undefined) return 'is not an instant as RFC 3339 writes it, in milliseconds at most'
  const year = at.getUTCFullYear()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? undefined : `must be of the years ${FIRST_YEAR} to ${LAST_YEAR}`
}

/** The one way to write the instant `value`, which has no problem: in UTC, without milliseconds where there are none. */
export function canonicalInstant(value: string | Date): string {
  return (instantOf(value) ?? new Date(0)).toISOString().replace('.000Z', 'Z')
}

function instantOf(value: string | Date): Date | undefined {
  // TomlDate writes itself in its own offset.
  if (value instanceof Date) return validDate(value.getTime())
  if (!INSTANT.test(value)) return undefined
  // Engines take the 30th of February for the 2nd of March.
  const day = value.slice(0, 19)
  const sameDay = validDate(Date.parse(`${day}Z`))
    ?.toISOString()
    .startsWith(day)
  return sameDay === true ? validDate(Date.parse(value)) : undefined
}

function validDate(ms: number): Date | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms)
}
