import * as v from 'valibot'

/** The most items a list may have: a user reads them all before approving. */
const MAX_LIST_ITEMS = 256

/** A schema for a value that comes from TOML. */
export type TomlSchema<Output> = v.GenericSchema<unknown, Output>

/** A table with known keys; not an array or a date, which are objects to JavaScript as well. */
export type TableSchema<Entries extends v.ObjectEntries> = v.SchemaWithPipe<
  readonly [
    v.CustomSchema<object, undefined>,
    v.ObjectSchema<Entries, undefined>,
    v.DescriptionAction<v.InferOutput<v.ObjectSchema<Entries, undefined>>, string>,
  ]
>

/** A table of `entries`; keys beyond them are for the caller to refuse. */
export function table<const Entries extends v.ObjectEntries>(entries: Entries): TableSchema<Entries> {
  return v.pipe(v.custom<object>(isTable), v.object(entries), v.description('a table'))
}

/** Whether `value` is a table as the TOML parser makes them. */
export function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** A string without what `problemOf` finds; `expected` is a phrase such as `a version`. */
export function text(expected: string, problemOf: (value: string) => string | undefined): TomlSchema<string> {
  return v.pipe(v.string(), check(problemOf), v.description(expected))
}

/** A list of different strings, each without what `problemOf` finds. */
export function list(expected: string, problemOf: (value: string) => string | undefined): TomlSchema<string[]> {
  return v.pipe(
    v.custom<unknown[]>(Array.isArray),
    v.maxLength(MAX_LIST_ITEMS, `has more than ${MAX_LIST_ITEMS} items`),
    v.array(text(expected, problemOf)),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const seen = new Set<string>()
      dataset.value.forEach((value, key) => {
        const path: [v.ArrayPathItem] = [{ type: 'array', origin: 'value', input: dataset.value, key, value }]
        if (seen.has(value)) addIssue({ message: 'is listed twice', path })
        seen.add(value)
      })
    }),
    v.description('a list of strings'),
  )
}

/** Inclusive bounds. */
interface Bounds<T> {
  readonly min: T
  readonly max: T
}

/** An integer within the bounds, as bigint. */
export function bigInteger(unit: string, { min, max }: Bounds<bigint>): TomlSchema<bigint> {
  return v.pipe(
    v.bigint(),
    check((value) => (value < min || value > max ? 'is out of range' : undefined)),
    v.description(`an integer from ${min} to ${max}${unit}`),
  )
}

/** An integer within the bounds, as number. */
export function integer(unit: string, { min, max }: Bounds<number>): TomlSchema<number> {
  return v.pipe(
    bigInteger(unit, { min: BigInt(min), max: BigInt(max) }),
    v.transform(Number),
    v.description(`an integer from ${min} to ${max}${unit}`),
  )
}

/** A number above zero, integer or not, up to `max`. */
export function positiveNumber(unit: string, { max }: Pick<Bounds<number>, 'max'>): TomlSchema<number> {
  return v.pipe(
    v.union([v.bigint(), v.number()]),
    v.transform(Number),
    check((value) => (value > 0 && value <= max ? undefined : 'is out of range')),
    v.description(`a number above 0, at most ${max}${unit}`),
  )
}

/** A list of at most `maxLength` tables; `expected` is a phrase such as `a list of secrets`. */
export function tables<Output>(
  expected: string,
  item: TomlSchema<Output>,
  { maxLength }: { readonly maxLength: number },
): TomlSchema<Output[]> {
  return v.pipe(
    v.custom<unknown[]>(Array.isArray),
    v.maxLength(maxLength, `has more than ${maxLength} items`),
    v.array(item),
    v.description(expected),
  )
}

/** `true` or `false`. */
export function flag(): TomlSchema<boolean> {
  return v.pipe(v.boolean(), v.description('true or false'))
}

/** An issue for what `problemOf` finds. */
export function check<T>(problemOf: (value: T) => string | undefined): v.RawCheckAction<T> {
  return v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? problemOf(dataset.value) : undefined
    if (problem !== undefined) addIssue({ message: problem })
  })
}
