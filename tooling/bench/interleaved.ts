import { type Clock, elapsed } from './clocks.ts'
import { fastestOf, median } from './statistics.ts'

/** Work that is timed. */
export type Work = () => void | Promise<void>

/** Makes ready, which is not timed, then returns the work that is. */
export type Contender = () => Work

/** Does one contender's work `repeats` times and tells how long that took in all, in milliseconds. */
export type Turn = (repeats: number) => number | Promise<number>

/** What one execution of the work took in each round, in milliseconds: the mean of the round's two turns. */
export interface Times {
  readonly rounds: readonly number[]
  /** The fastest of all turns. */
  readonly fastest: number
}

/** Clocks, caches and schedulers make anything shorter a lottery. */
const SHORTEST_TURN_MS = 10
const WARM_UP = { leastMs: 150, mostMs: 5_000, steadyTurns: 4, pauseMs: 2 } as const

/**
 * Lets contenders take turns, `rounds` times there and back again (A B, B A), so that all see the same weather.
 *
 * Each is warmed up until it gets no faster, then repeats its work so often that the fastest turn takes 10 ms.
 */
export async function takeTurns<Name extends string>(
  turns: Readonly<Record<Name, Turn>>,
  rounds: number,
): Promise<Readonly<Record<Name, Times>>> {
  const names = Object.keys(turns) as Name[]
  const warm: number[] = []
  for (const name of names) warm.push(await warmUp(turns[name]))
  const repeats = Math.max(1, Math.ceil(SHORTEST_TURN_MS / fastestOf(warm)))
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of [...names, ...names.toReversed()]) taken.get(name)?.push((await turns[name](repeats)) / repeats)
  }
  const times = names.map((name) => [name, timesOf(taken.get(name) ?? [])] as const)
  return Object.fromEntries(times) as Record<Name, Times>
}

/** A turn of work in this process. */
export function turnOf(contender: Contender, clock: Clock = elapsed): Turn {
  return async (repeats) => {
    const all = Array.from({ length: repeats }, contender)
    const start = clock()
    for (const work of all) {
      const done = work()
      if (done !== undefined) await done
    }
    return clock() - start
  }
}

/** Engines compile hot code behind the scenes, and go on with slow code meanwhile: the pauses let them. */
async function warmUp(turn: Turn): Promise<number> {
  const start = performance.now()
  let fastest = Number.POSITIVE_INFINITY
  for (let steady = 0; ; steady++) {
    const took = await turn(1)
    if (took < 0.97 * fastest) steady = 0
    fastest = Math.min(fastest, took)
    const warmedMs = performance.now() - start
    if (warmedMs > WARM_UP.mostMs || (warmedMs > WARM_UP.leastMs && steady >= WARM_UP.steadyTurns)) return fastest
    await new Promise((resolve) => setTimeout(resolve, WARM_UP.pauseMs))
  }
}

function timesOf(turns: readonly number[]): Times {
  // There and back again: the first turn of a round lies as far from its middle as the last.
  const rounds = turns
    .filter((_, at) => at % 2 === 0)
    .map((first, round) => (first + (turns[2 * round + 1] ?? first)) / 2)
  return { rounds, fastest: fastestOf(turns) }
}

/** Two contenders beside each other. */
export interface Comparison {
  readonly name: string
  /** Medians of the rounds, in milliseconds. */
  readonly baselineMs: number
  readonly candidateMs: number
  /** Candidate over baseline: the median of the ratios of each round. */
  readonly ratio: number
  /** Candidate over baseline of the fastest turns: what a busy machine disturbs least. */
  readonly ratioOfFastest: number
}

/** Compares what two contenders took. */
export function compareTimes(name: string, baseline: Times, candidate: Times): Comparison {
  return {
    name,
    baselineMs: median(baseline.rounds),
    candidateMs: median(candidate.rounds),
    ratio: median(candidate.rounds.map((time, round) => time / (baseline.rounds[round] ?? time))),
    ratioOfFastest: candidate.fastest / baseline.fastest,
  }
}

/** Lets two contenders of this process take turns, and compares them. */
export async function compare(
  name: string,
  contenders: { baseline: Contender; candidate: Contender; rounds: number; clock?: Clock },
): Promise<Comparison> {
  const { baseline, candidate, rounds, clock } = contenders
  const times = await takeTurns({ baseline: turnOf(baseline, clock), candidate: turnOf(candidate, clock) }, rounds)
  return compareTimes(name, times.baseline, times.candidate)
}
