import { bytesOf, showBytes } from './plain-values.ts'
import type { Command, ScriptValue } from './script.ts'

/** Whether what the plain module did is what the script asserts; a check of the engine and of this runner. */
export function meetsScript(outcome: string, command: Command): boolean {
  switch (command.type) {
    case 'action':
    case 'assert_return':
      return outcome.startsWith('returned') && meetsAll(outcome.split(' | ').slice(1), command.expected)
    case 'assert_trap':
      return outcome.startsWith('trapped')
    case 'assert_exhaustion':
      return outcome === 'exhausted'
    case 'assert_exception':
      return outcome.startsWith('threw')
    default:
      return true
  }
}

function meetsAll(results: readonly string[], expected: readonly ScriptValue[]): boolean {
  return results.length === expected.length && expected.every((value, index) => meets(results[index] ?? '', value))
}

function meets(result: string, expected: ScriptValue): boolean {
  if (expected.type === 'either' && 'values' in expected) return expected.values.some((value) => meets(result, value))
  if (expected.type === 'v128' && 'value' in expected)
    return meetsLanes(result, expected.value as readonly ScriptValue[])
  if (expected.type === 'ref.null') return result === 'object null'
  if (expected.type === 'ref.func') return result === 'func'
  if (expected.type === 'ref.extern' && 'value' in expected) return result === `extern:${String(expected.value)}`
  if (expected.type.startsWith('ref.')) return result === 'object'
  if ('value' in expected && String(expected.value).startsWith('nan:')) return isNan(result, String(expected.value))
  return result === showBytes(expected.type as 'i32', bytesOf(expected))
}

/** The lanes of `result`, of which the first one is written last. */
function meetsLanes(result: string, lanes: readonly ScriptValue[]): boolean {
  const digits = result.replace('v128:', '')
  const width = digits.length / lanes.length
  return lanes.every((lane, index) => {
    const end = digits.length - index * width
    return meets(`${lane.type}:${digits.slice(end - width, end)}`, lane)
  })
}

/** The sign of a NaN is free; a canonical one has the highest bit of its fraction alone, an arithmetic one at least that. */
function isNan(result: string, kind: string): boolean {
  const [type, digits = ''] = result.split(':')
  const bits = BigInt(`0x${digits}`)
  const canonical = type === 'f32' ? 0x7fc00000n : 0x7ff8000000000000n
  const withoutSign = bits & (type === 'f32' ? 0x7fffffffn : 0x7fffffffffffffffn)
  return kind === 'nan:canonical' ? withoutSign === canonical : (withoutSign & canonical) === canonical
}
