import { spawnSync } from 'node:child_process'

/** The numbers of the processes that process `host` started and that have not ended. */
export function childrenOf(host: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], { encoding: 'utf8' })
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/))
  return rows
    .filter(([, parent, state, command]) => Number(parent) === host && state?.[0] !== 'Z' && command !== 'ps')
    .map(([id]) => Number(id))
}

/** Whether there is a process of this number that has not ended. */
export function isAlive(id: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(id)], { encoding: 'utf8' })
  const state = stdout.trim()
  return state !== '' && !state.startsWith('Z')
}

/** Asks for `value` until it is there; throws when it is not in a minute. */
export async function eventually<T>(value: () => T | undefined | false): Promise<T> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    const found = value()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it did not happen in a minute')
}
