import { setTimeout as wait } from 'node:timers/promises'
import type { Comparison } from '../../../tooling/bench/interleaved.ts'
import { takeSample } from './soak-samples.ts'

/** What is held, in bytes: resident memory, and heap with what lies outside of it, of the caller's thread. */
export interface Held {
  readonly rss: number
  readonly heap: number
}

/** What many skills take. */
export interface MeasuredSkills {
  readonly wasmBytes: number
  /** What loading each took, in milliseconds. */
  readonly loadMs: readonly number[]
  /** What each skill takes when it was loaded, and when it was invoked once, too. */
  readonly loaded: Held
  readonly invoked: Held
  /** So many calls in a row with one skill loaded against all. */
  readonly calls: number
  readonly sameSkill: Comparison
  readonly eachInTurn: Comparison
}

const ROUNDS = 5
const PAUSE_MS = 100

/** What is held once garbage was collected and engines have freed what they free behind the scenes. */
export async function heldNow(): Promise<Held> {
  let held = { rss: Number.POSITIVE_INFINITY, heap: Number.POSITIVE_INFINITY }
  for (let round = 0; round < ROUNDS; round++) {
    const { rss, heapUsed, external } = takeSample()
    held = { rss: Math.min(held.rss, rss), heap: Math.min(held.heap, heapUsed + external) }
    await wait(PAUSE_MS)
  }
  return held
}
