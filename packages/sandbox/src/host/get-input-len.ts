import type { HostFunction } from './run-state.ts'

/** `get_input_len() -> len`: how many bytes the input has, as JSON in UTF-8. */
export const getInputLen: HostFunction = {
  name: 'get_input_len',
  signature: '() -> (i32)',
  answersFrom: 'run',
  bind({ input }) {
    return () => input.length
  },
}
