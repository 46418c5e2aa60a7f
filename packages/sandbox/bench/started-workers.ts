import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const CHANNELS = ['worker_threads', 'child_process'] as const

/** Counts the threads and processes that this process starts, until it is stopped. */
export function countStartedWorkers(): { readonly started: number; stop(): void } {
  let started = 0
  const onStart = (): void => void started++
  for (const channel of CHANNELS) subscribe(channel, onStart)
  return {
    get started() {
      return started
    },
    stop: () => CHANNELS.forEach((channel) => void unsubscribe(channel, onStart)),
  }
}
