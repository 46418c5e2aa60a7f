import { readFileSync } from 'node:fs'
import { type Clock, elapsed, threadTime } from '../../../tooling/bench/clocks.ts'
import { compareTimes, takeTurns, turnOf } from '../../../tooling/bench/interleaved.ts'
import { median } from '../../../tooling/bench/statistics.ts'
import { printTable, times } from '../../../tooling/bench/tables.ts'
import { skillWat } from '../test/support/wat.ts'
import { type CallContender, type CalledSkill, extism, ours, plainInstance, plainWorker } from './call-contenders.ts'

const CALLS = 64
const IN_FLIGHT = 64
const CALLS_IN_FLIGHT = 2_560
/** Per call of the small skill, in microseconds; per second. */
const AIMS = { inlineUs: 10, workerUs: 80, inFlightPerSecond: 20_000 } as const

const ECHO: CalledSkill = {
  name: 'a small skill, 1 page',
  wasm: skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))'),
  input: 'abc',
  answer: '"abc"',
}
const C_REVERSE: CalledSkill = { name: 'c-reverse, 4 pages', wasm: fixture('c-reverse'), input: 'abc', answer: '"cba"' }
const RUST_WORD_COUNT: CalledSkill = {
  ...{ name: 'rust-word-count, 17 pages', wasm: fixture('rust-word-count') },
  ...{ input: 'the quick fox', answer: '{"words":3,"longest":"quick"}' },
}

/** What one invocation takes, from the initial state each time, beside other ways to run the same. */
export async function benchCalls(rounds: number): Promise<void> {
  await benchSkill(ECHO, rounds, {
    onThread: [await ours('inline', ECHO), await plainInstance(ECHO), await extism(ECHO, false)],
    inWorkers: [
      ...[await ours('worker', ECHO), await ours('process', ECHO)],
      ...[await plainWorker(ECHO), await extism(ECHO, true)],
    ],
  })
  for (const skill of [C_REVERSE, RUST_WORD_COUNT]) {
    await benchSkill(skill, rounds, {
      onThread: [await ours('inline', skill), await plainInstance(skill)],
      inWorkers: [await ours('worker', skill), await ours('process', skill), await plainWorker(skill)],
    })
  }
  await benchInFlight(rounds)
}

async function benchSkill(
  skill: CalledSkill,
  rounds: number,
  { onThread, inWorkers }: { onThread: readonly CallContender[]; inWorkers: readonly CallContender[] },
): Promise<void> {
  for (const contender of [...onThread, ...inWorkers]) await assertAnswer(contender, skill)
  // What nobody waits for is measured in the time that the processor gave to it: another program disturbs that less.
  await takeCalls(`on this thread, in its processor time: ${skill.name}`, onThread, {
    rounds,
    clock: threadTime,
    aimUs: skill === ECHO ? AIMS.inlineUs : undefined,
  })
  await takeCalls(`in a worker, one at a time: ${skill.name}`, inWorkers, {
    rounds,
    clock: elapsed,
    aimUs: skill === ECHO ? AIMS.workerUs : undefined,
  })
  for (const contender of [...onThread, ...inWorkers]) await contender.close()
}

async function takeCalls(
  title: string,
  contenders: readonly CallContender[],
  { rounds, clock, aimUs }: { rounds: number; clock: Clock; aimUs: number | undefined },
): Promise<void> {
  const turns = contenders.map((contender) => [contender.name, turnOf(() => () => oneByOne(contender), clock)] as const)
  const taken = await takeTurns(Object.fromEntries(turns), rounds)
  const [ours] = Object.values(taken)
  const rows = Object.entries(taken).map(([name, time]) => {
    const us = (ms: number): number => (ms * 1000) / CALLS
    const perCall = us(median(time.rounds))
    const aim = time === ours && aimUs !== undefined ? `≤ ${aimUs} µs: ${perCall <= aimUs ? 'met' : 'missed'}` : ''
    const against = ours === undefined ? '' : times(compareTimes(name, ours, time).ratio)
    return [name, `${perCall.toFixed(1)} µs`, `${us(time.fastest).toFixed(1)} µs`, against, aim]
  })
  printTable(title, ['', 'per call', 'fastest', 'against ours', 'aim'], rows)
}

async function oneByOne({ call }: CallContender): Promise<void> {
  for (let count = 0; count < CALLS; count++) {
    const answer = call()
    if (typeof answer !== 'string') await answer
  }
}

async function benchInFlight(rounds: number): Promise<void> {
  const contenders = [await ours('worker', ECHO), await ours('process', ECHO)]
  for (const contender of contenders) await assertAnswer(contender, ECHO)
  const turns = contenders.map((contender) => [contender.name, turnOf(() => () => manyAtOnce(contender))] as const)
  const taken = await takeTurns(Object.fromEntries(turns), rounds)
  const perSecond = (ms: number): number => (CALLS_IN_FLIGHT / ms) * 1000
  const rows = Object.entries(taken).map(([name, time], index) => {
    const usual = perSecond(median(time.rounds))
    const verdict = usual >= AIMS.inFlightPerSecond ? 'met' : 'missed'
    const aim = index === 0 ? `≥ ${AIMS.inFlightPerSecond}: ${verdict}` : ''
    return [name, usual.toFixed(0), perSecond(time.fastest).toFixed(0), aim]
  })
  printTable(`${IN_FLIGHT} calls in flight: ${ECHO.name}`, ['', 'calls a second', 'fastest', 'aim'], rows)
  for (const contender of contenders) await contender.close()
}

async function manyAtOnce({ call }: CallContender): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let count = 0; count < CALLS_IN_FLIGHT / IN_FLIGHT; count++) await call()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
}

async function assertAnswer({ name, call }: CallContender, { answer }: CalledSkill): Promise<void> {
  const got = await call()
  if (got !== answer) throw new Error(`${name} answers ${got}, expected ${answer}`)
}

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`../test/fixtures/${name}/skill.wasm`, import.meta.url)))
}
