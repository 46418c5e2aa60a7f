import { getEnv } from './get-env.ts'
import { getInput } from './get-input.ts'
import { getInputLen } from './get-input-len.ts'
import { log } from './log.ts'
import type { GuestFunction, HostFunction, RunState } from './run-state.ts'
import { setOutput } from './set-output.ts'

/** The module that a guest imports its functions from. */
export const GUEST_MODULE = 'blufio'

/** Every function that a guest can import, in the order of docs/abi.md. */
export const HOST_FUNCTIONS: readonly HostFunction[] = [log, getInputLen, getInput, setOutput, getEnv]

/** Functions of the original that are not there yet: a guest that imports one is refused at load. */
export const MISSING_FUNCTIONS: ReadonlySet<string> = new Set(['http_request', 'read_file', 'write_file'])

/** The import object of one run; `around` wraps each function of it. */
export function bindHostFunctions(run: RunState, around: (call: GuestFunction) => GuestFunction): WebAssembly.Imports {
  const bound = HOST_FUNCTIONS.map(({ name, bind }) => [name, around(bind(run))] as const)
  return { [GUEST_MODULE]: Object.fromEntries(bound) as WebAssembly.ModuleImports }
}
