/** A function of a guest that can be suspended while it is called. */
export type PromisingFunction = (...values: never[]) => Promise<unknown>

/** What engines with JavaScript Promise Integration add to `WebAssembly`; TypeScript does not know it yet. */
interface PromiseIntegration {
  readonly Suspending?: new (imported: (...values: never[]) => unknown) => WebAssembly.ImportValue
  readonly promising?: (exported: (...values: never[]) => unknown) => PromisingFunction
}

const { Suspending, promising } = WebAssembly as PromiseIntegration

/**
 * Whether this engine can suspend a guest while it waits for a promise: JavaScript Promise Integration
 * (https://github.com/WebAssembly/js-promise-integration).
 */
export const canSuspend: boolean = typeof Suspending === 'function' && typeof promising === 'function'

/** An import that suspends the guest whenever `imported` returns a promise. Only where {@link canSuspend}. */
export function suspendingImport(imported: (...values: never[]) => unknown): WebAssembly.ImportValue {
  if (Suspending === undefined) throw new TypeError('this engine can not suspend a guest')
  return new Suspending(imported)
}

/** An exported function as one that returns a promise. Only where {@link canSuspend}. */
export function promisingFunction(exported: (...values: never[]) => unknown): PromisingFunction {
  if (promising === undefined) throw new TypeError('this engine can not suspend a guest')
  return promising(exported)
}
