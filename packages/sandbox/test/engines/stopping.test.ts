import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { answerOn } from './answer.ts'
import { ENDLESS_THREADS, ENGINES } from './engines.ts'
import type { Stops } from './stopping-page.ts'

test.for(ENGINES)(
  'a guest that spins is stopped by its refill and holds up nothing afterwards, $name',
  {
    timeout: 60_000,
  },
  async (engine, context) => {
    const stops = await answerOn<Stops>(engine, programOf(engine, context), {
      script: 'stopping-page.ts',
      input: null,
      // Half of what the run that is closed could spin for.
      timeoutMs: 30_000,
      mustEnd: engine.kind === 'server',
    })
    // Without shared memory, nobody can tell a thread that is busy anything.
    const cancellation = engine.isolated === false ? 'kill' : 'refill'
    expect(stops).toEqual({ deadline: 'refill', cancellation, closed: 'cancelled' })
  },
)

test.for(ENGINES.filter(({ kind }) => kind === 'server'))(
  'ending a thread stops the guest that spins in it or not, $name',
  {
    timeout: 60_000,
  },
  async (engine, context) => {
    const script = 'terminate-program.ts'
    const end = await answerOn<string>(engine, programOf(engine, context), { script, input: null, timeoutMs: 30_000 })
    expect(end).toBe(ENDLESS_THREADS.includes(engine.name) ? 'goes on' : 'stops')
  },
)
