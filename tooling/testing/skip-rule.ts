/** What a test may need that npm does not install; `BLUFIO_REQUIRE` lists, by commas, those that must be there. */
const REQUIREMENTS = [
  'chromium',
  'clang',
  'rust',
  'test-data',
  'wasmtime',
  'sqlite3',
  'nodes',
  'firefox',
  'bun',
  'deno',
  'webkit',
] as const

/** A test that did not run, and why not. */
export interface SkippedTest {
  readonly title: string
  /** The note of `context.skip(note)`, when there was one. */
  readonly note?: string | undefined
}

/** The names in `value`, which is what `BLUFIO_REQUIRE` holds; throws on one that is none of the names that are known. */
export function parseRequired(value: string | undefined): ReadonlySet<string> {
  const names = (value ?? '').split(',').map((name) => name.trim())
  const known: readonly string[] = REQUIREMENTS
  for (const name of names) {
    if (name === '' || known.includes(name)) continue
    throw new Error(`BLUFIO_REQUIRE names ${JSON.stringify(name)}, which is none of ${known.join(', ')}`)
  }
  return new Set(names.filter((name) => name !== ''))
}

/**
 * Why a skipped test gives: its note, else the part of its title from `needs` or `without` on; `undefined` when it gives none.
 */
export function reasonOfSkip({ title, note }: SkippedTest): string | undefined {
  if (note !== undefined && note.trim() !== '') return note.trim()
  return /\b(?:needs|without)\s[^()>]+/i.exec(title)?.[0].trim()
}

/** What is wrong with skipping `skip`: it gives no reason, or lacks a tool that must be there; `undefined` when it may be skipped. */
export function problemOfSkip(skip: SkippedTest, required: ReadonlySet<string>): string | undefined {
  const reason = reasonOfSkip(skip)
  if (reason === undefined) return "skipped without a reason; say it by context.skip('needs …')"
  const words = new Set(reason.toLowerCase().match(/[a-z][a-z0-9-]*/g))
  // Debian names the compiler by its version, and the programs of Rust by their own names.
  for (const word of [...words]) words.add(word.replace(/-\d+$/, ''))
  if (['cargo', 'rustc', 'rustup'].some((word) => words.has(word))) words.add('rust')
  const missing = [...required].find((name) => words.has(name))
  return missing === undefined ? undefined : `${missing} must be there (BLUFIO_REQUIRE), yet: ${reason}`
}
