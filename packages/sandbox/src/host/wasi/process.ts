import { RunEnd } from '../../outcome.ts'
import { visible } from '../../rewriter/visible-text.ts'
import type { GuestAnswer, HostFunction } from '../run-state.ts'
import { ERRNO, errnoName } from './errno.ts'
import { type OpenFiles, save } from './open-file.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

/**
 * `proc_exit(code)`: ends the run, after what was written to files that are still open went back. As `ok` with code 0, like
 * a run that returns; else as `trapped`.
 */
export const procExit: HostFunction = wasiFunction('proc_exit', {
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const { files } = wasiRun(run)
    return (code: number) =>
      saveAll(files, () => {
        if (code === 0) throw new RunEnd({ outcome: 'ok', content: '' })
        throw new RunEnd({ outcome: 'trapped', content: `the skill exited with code ${code >>> 0}` })
      })
  },
})

/** `sched_yield()`: does nothing, as there is nothing else to run. */
export const schedYield: HostFunction = wasiFunction('sched_yield', {
  answersFrom: 'run',
  bind: () => () => ERRNO.success,
})

function saveAll(files: OpenFiles, finish: () => never): GuestAnswer {
  const [next] = files.unsaved
  if (next === undefined) return finish()
  return save(next, 'proc_exit', (error) => {
    if (error === ERRNO.success) return saveAll(files, finish)
    const content = `what the skill wrote to "${visible(next.path)}" could not be saved at its end: ${errnoName(error)}`
    throw new RunEnd({ outcome: 'trapped', content })
  })
}
