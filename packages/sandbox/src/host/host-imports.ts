import { getEnv } from './get-env.ts'
import { getInput } from './get-input.ts'
import { getInputLen } from './get-input-len.ts'
import { log } from './log.ts'
import type { HostFunction } from './run-state.ts'
import { setOutput } from './set-output.ts'

/** The module that a guest imports its functions from. */
export const GUEST_MODULE = 'blufio'

/** Every function that a guest can import, in the order of docs/abi.md. */
export const HOST_FUNCTIONS: readonly HostFunction[] = [log, getInputLen, getInput, setOutput, getEnv]

/** Functions of the original that are not there yet: a guest that imports one is refused at load. */
export const MISSING_FUNCTIONS: ReadonlySet<string> = new Set(['http_request', 'read_file', 'write_file'])

/** The places in {@link HOST_FUNCTIONS} of functions by their names. */
export function importedHostFunctions(names: readonly string[]): readonly number[] {
  return HOST_FUNCTIONS.flatMap(({ name }, index) => (names.includes(name) ? [index] : []))
}

/** The import object of an instance: each function hands its place in {@link HOST_FUNCTIONS} and its values to `call`. */
export function hostImports(
  imported: readonly number[],
  call: (index: number, values: number[]) => number | undefined,
): WebAssembly.Imports {
  const functions = imported.map((index) => {
    return [HOST_FUNCTIONS[index]?.name, (...values: number[]) => call(index, values)] as const
  })
  return { [GUEST_MODULE]: Object.fromEntries(functions) as WebAssembly.ModuleImports }
}
