import { nearestName } from '@blufio/core'
import type { DescribedFunction } from '@blufio/sandbox/explain'
import { cliError } from './cli-error.ts'

/** More names than this are not compared with what was typed: it is only for a hint. */
const MOST_COMPARED = 5000
const MOST_NAMED = 5

/**
 * The index of the function that `wanted` calls for: an index, a name with or without `$`, or an export.
 *
 * Throws `ERR_CLI_FUNCTION_NOT_FOUND`, and `ERR_CLI_USAGE` for a name of several functions or a function without code.
 */
export function chooseFunction(functions: readonly DescribedFunction[], wanted: string): number {
  const found = matches(functions, wanted)
  const own = found.filter(({ imported }) => !imported)
  const [first, ...others] = own
  if (first === undefined) throw found.length > 0 ? isImported(wanted) : notFound(functions, wanted)
  if (others.length === 0) return first.index
  const indices = own.slice(0, MOST_NAMED).map(({ index }) => index)
  throw cliError('ERR_CLI_USAGE', `${own.length} functions are called ${JSON.stringify(wanted)}`, {
    hint: `name one by its index: ${indices.join(', ')}${own.length > indices.length ? ', …' : ''}`,
  })
}

function matches(functions: readonly DescribedFunction[], wanted: string): readonly DescribedFunction[] {
  const byIndex = /^\d+$/.test(wanted) ? functions[Number(wanted)] : undefined
  if (byIndex !== undefined) return [byIndex]
  const called = (name: string): readonly DescribedFunction[] => functions.filter(({ names }) => names.includes(name))
  const exact = called(wanted)
  return exact.length === 0 && wanted.startsWith('$') ? called(wanted.slice(1)) : exact
}

function isImported(wanted: string): Error {
  return cliError(
    'ERR_CLI_USAGE',
    `the function ${JSON.stringify(wanted)} is imported: its code is not in the module`,
    {
      hint: 'name a function that the module defines',
    },
  )
}

function notFound(functions: readonly DescribedFunction[], wanted: string): Error {
  const own = functions.filter(({ imported }) => !imported)
  const names = own.flatMap((each) => each.names).slice(0, MOST_COMPARED)
  const nearest = nearestName(wanted, names)
  const [first] = own
  const range = first === undefined ? 'it has none' : `from ${first.index} to ${first.index + own.length - 1}`
  return cliError('ERR_CLI_FUNCTION_NOT_FOUND', `the module has no function ${JSON.stringify(wanted)} of its own`, {
    hint: nearest === undefined ? `name it by an export, or by its index: ${range}` : `did you mean ${nearest}?`,
  })
}
