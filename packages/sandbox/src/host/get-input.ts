import type { HostFunction } from './run-state.ts'

/** `get_input(ptr)`: writes the whole input at `ptr`; its length is what `get_input_len` says. */
export const getInput: HostFunction = {
  name: 'get_input',
  signature: '(i32) -> ()',
  answersFrom: 'run',
  bind({ memory, input }) {
    return (pointer = 0) => {
      memory.write(pointer, input)
      return undefined
    }
  },
}
