import type { DocumentKind } from './document-kind.ts'
import { ManifestError } from './manifest-error.ts'
import { printable } from './printable.ts'

/** What a caller handed over, and what was to be there. */
export interface Argument {
  /** As the docs call it, such as `toml` or `manifest.capabilities.env`. */
  readonly name: string
  readonly value: unknown
  /** A phrase such as `the text of a skill.toml`. */
  readonly expected: string
  readonly hint?: string
}

/** Throws a {@link ManifestError} `…_ARGUMENT` unless `isRight`: types hold no caller who writes JavaScript. */
export function assertArgument(isRight: boolean, kind: DocumentKind, argument: Argument): void {
  if (isRight) return
  const { name, value, expected, hint = kind.hint } = argument
  throw new ManifestError(`${kind.codePrefix}_ARGUMENT`, `${name} is ${kindOf(value)}, expected ${expected}`, { hint })
}

/** Throws a {@link ManifestError} `…_ARGUMENT` unless `toml` is text and `options` an object whose `file`, if any, is text. */
export function assertParseArguments(kind: DocumentKind, toml: unknown, options: unknown): void {
  assertArgument(typeof toml === 'string', kind, {
    name: 'toml',
    value: toml,
    expected: `the text of a ${kind.fileName}, a string`,
    hint: 'turn bytes into text by a TextDecoder; loadManifest and loadConfig of @blufio/manifest/node read files',
  })
  const { file } = assertOptions(kind, options)
  assertArgument(file === undefined || typeof file === 'string', kind, {
    name: 'options.file',
    value: file,
    expected: 'the name of a file, a string',
  })
}

/** Throws a {@link ManifestError} `…_ARGUMENT` unless `path` is a string. */
export function assertPath(kind: DocumentKind, path: unknown): void {
  assertArgument(typeof path === 'string', kind, {
    name: 'path',
    value: path,
    expected: `the path of a ${kind.fileName}, a string`,
    hint: 'turn a URL into a path by fileURLToPath of node:url',
  })
}

/** The fields of `options`; throws a {@link ManifestError} `…_ARGUMENT` unless it is an object. */
export function assertOptions(
  kind: DocumentKind,
  options: unknown,
  name = 'options',
): Readonly<Record<string, unknown>> {
  assertArgument(typeof options === 'object' && options !== null, kind, {
    name,
    value: options,
    expected: 'an object',
  })
  return options as Readonly<Record<string, unknown>>
}

/** What `value` is, in words; of what it holds, only a number is shown. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return typeof value === 'bigint' ? `${value}n` : `a ${typeof value}`
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${printable(name)}` : 'an object'
}
