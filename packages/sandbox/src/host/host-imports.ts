import type { SkillCapabilities } from '@blufio/core'
import { suspendingImport } from '../rewriter/suspending.ts'
import { getEnv } from './get-env.ts'
import { getInput } from './get-input.ts'
import { getInputLen } from './get-input-len.ts'
import { httpClose } from './http-close.ts'
import { httpFetch } from './http-fetch.ts'
import { httpHeaders } from './http-headers.ts'
import { httpRead } from './http-read.ts'
import { httpRequest } from './http-request.ts'
import { httpStatus } from './http-status.ts'
import { listDir } from './list-dir.ts'
import { log } from './log.ts'
import { makeDir } from './make-dir.ts'
import { readFile } from './read-file.ts'
import { removePath } from './remove-path.ts'
import type { GuestValue, HostFunction } from './run-state.ts'
import { setOutput } from './set-output.ts'
import { statPath } from './stat-path.ts'
import { pathOpen } from './wasi/path-open.ts'
import { procExit } from './wasi/process.ts'
import { WASI_MODULE } from './wasi/signatures.ts'
import { WASI_FUNCTIONS } from './wasi/wasi-functions.ts'
import { writeFile } from './write-file.ts'

/** The module that a guest imports its functions from. */
export const GUEST_MODULE = 'blufio'

/** Every function that a guest can import, in the order of docs/abi.md; those of WASI at the end. */
export const HOST_FUNCTIONS: readonly HostFunction[] = [
  ...[log, getInputLen, getInput, setOutput, getEnv],
  ...[httpRequest, httpFetch, httpStatus, httpHeaders, httpRead, httpClose],
  ...[readFile, writeFile, listDir, statPath, removePath, makeDir],
  ...WASI_FUNCTIONS,
]

/** The module that a function is imported from. */
export function moduleOf({ module = GUEST_MODULE }: HostFunction): string {
  return module
}

/** The places in {@link HOST_FUNCTIONS} of the functions among `imports`. */
export function importedHostFunctions(imports: readonly ImportedFunction[]): readonly number[] {
  return HOST_FUNCTIONS.flatMap((offered, index) => {
    const isImported = imports.some(({ module, name }) => name === offered.name && module === moduleOf(offered))
    return isImported ? [index] : []
  })
}

/** A function that a guest imports. */
export interface ImportedFunction {
  readonly module: string
  readonly name: string
}

/** The names of the functions among `imports` that can make a guest wait, with what it was granted. */
export function waitingFunctions(
  imports: readonly ImportedFunction[],
  capabilities: SkillCapabilities,
): readonly string[] {
  return importedHostFunctions(imports).flatMap((index) => {
    const { name, waitsFor } = HOST_FUNCTIONS[index] as HostFunction
    return waitsFor !== undefined && capabilities[waitsFor] !== undefined ? [name] : []
  })
}

/** Whether a guest imports what sets its output. */
export function setsOutput(imports: readonly ImportedFunction[]): boolean {
  return imports.some(({ module, name }) => module === GUEST_MODULE && name === setOutput.name)
}

/**
 * The place of the function that is called for a guest when it has returned; `undefined` for one that can't open files by
 * WASI, which it may leave open with something to be saved.
 */
export function exitOf(imports: readonly ImportedFunction[], { filesystem }: SkillCapabilities): number | undefined {
  const opensFiles = imports.some(({ module, name }) => module === WASI_MODULE && name === pathOpen.name)
  return opensFiles && filesystem !== undefined ? HOST_FUNCTIONS.indexOf(procExit) : undefined
}

/** How the functions of an import object come to be called. */
export interface ImportCalls {
  /** Is handed a function's place in {@link HOST_FUNCTIONS} and its values. */
  call(index: number, values: readonly GuestValue[]): number | undefined | Promise<number | undefined>
  /** Whether `call` may return a promise, for which the guest is suspended. */
  readonly suspends: boolean
}

/** The import object of an instance. */
export function hostImports(imported: readonly number[], { call, suspends }: ImportCalls): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const index of imported) {
    const host = HOST_FUNCTIONS[index] as HostFunction
    const plain = (...values: GuestValue[]): unknown => call(index, values)
    const module = moduleOf(host)
    imports[module] ??= {}
    imports[module][host.name] = suspends && host.waitsFor !== undefined ? suspendingImport(plain) : plain
  }
  return imports
}
