/** Makes ready, then returns the work that is timed. */
export type Contender = () => () => void | Promise<void>

/** The medians of two contenders that took turns, in milliseconds. */
export interface Comparison {
  readonly name: string
  readonly baselineMs: number
  readonly candidateMs: number
  /** Candidate over baseline: the median of the ratios of each pair of turns. */
  readonly ratio: number
}

/** Runs two contenders in turn, `rounds` times after a warm-up, so that both see the same weather. */
export async function compare(
  name: string,
  { baseline, candidate, rounds }: { baseline: Contender; candidate: Contender; rounds: number },
): Promise<Comparison> {
  const times: { baseline: number; candidate: number }[] = []
  for (let round = -2; round < rounds; round++) {
    const row = { baseline: await time(baseline), candidate: await time(candidate) }
    if (round >= 0) times.push(row)
  }
  return {
    name,
    baselineMs: median(times.map((row) => row.baseline)),
    candidateMs: median(times.map((row) => row.candidate)),
    ratio: median(times.map((row) => row.candidate / row.baseline)),
  }
}

/** Prints comparisons as a table, with the geometric mean and the largest of their ratios below. */
export function print(title: string, rows: readonly Comparison[]): void {
  const ratios = rows.map(({ ratio }) => ratio)
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
  console.log(`\n${title}`)
  for (const { name, baselineMs, candidateMs, ratio } of rows) {
    console.log(
      `  ${name.padEnd(28)} ${baselineMs.toFixed(3).padStart(10)} ms ${candidateMs.toFixed(3).padStart(10)} ms   × ${ratio.toFixed(3)}`,
    )
  }
  console.log(`  geometric mean × ${mean.toFixed(3)}, worst × ${Math.max(...ratios).toFixed(3)}`)
}

async function time(contender: Contender): Promise<number> {
  const work = contender()
  const start = performance.now()
  await work()
  return performance.now() - start
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
