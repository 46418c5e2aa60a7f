const LONGEST_NAME = 80

/**
 * The one of `candidates` that `name` most likely stands for, or `undefined` when none is near:
 * at most a third of its letters may differ (Damerau–Levenshtein distance, without regard to case and to `-` against `_`).
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  // No name is near a much longer one, and the distance costs the product of the lengths.
  if (name.length > LONGEST_NAME) return undefined
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = editDistance(fold(name), fold(candidate))
    if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitution)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
