/**
 * Whether version `a` comes before `b` by the precedence of Semantic Versioning 2.0.0, section 11; a number has any length. `false`
 * when one of them is no such version, and so comes neither before nor after.
 */
export function isLowerVersion(a: string, b: string): boolean {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)]
  if (left === null || right === null) return false
  const [, leftNumbers = '', leftPreRelease = ''] = left
  const [, rightNumbers = '', rightPreRelease = ''] = right
  const order = compareLists(leftNumbers, rightNumbers)
  if (order !== 0) return order < 0
  // A version without a pre-release comes after all of its pre-releases.
  if (leftPreRelease === '' || rightPreRelease === '')
    return leftPreRelease !== rightPreRelease && rightPreRelease === ''
  return compareLists(leftPreRelease, rightPreRelease) < 0
}

/** What is behind a `+`, the build, does not count. */
const VERSION = /^([0-9]+\.[0-9]+\.[0-9]+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/

function compareLists(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')]
  for (const [at, identifier] of left.entries()) {
    const other = right[at]
    const order = other === undefined ? 1 : compareIdentifiers(identifier, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** Numbers by their size, before all words; words by their characters in ASCII. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)]
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  const [left, right] = isNumber ? [BigInt(a), BigInt(b)] : [a, b]
  return left === right ? 0 : left < right ? -1 : 1
}
