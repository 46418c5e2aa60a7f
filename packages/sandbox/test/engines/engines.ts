import { CHROMIUM, FIREFOX, WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import type { Engine as Program } from '../../../../tooling/testing/engines/engine.ts'
import { BUN, DENO, NODES } from '../../../../tooling/testing/engines/servers.ts'

/** Somewhere that the sandbox runs. */
export interface Engine extends Program {
  /** The files of the contract that tell something there that no other engine tells; all by default. */
  readonly contract?: RegExp
  /** The files in which runs in processes of their own tell something there that no other engine tells; all by default. */
  readonly processes?: RegExp
}

/** What a guest asks its host for, and how it waits for that. */
const CAPABILITIES = /^(?:files|network|runs|secrets|waiting|wasi)$/

/** Where the contract of the sandbox must hold. */
export const ENGINES: readonly Engine[] = [
  // Of the versions of Node.js the oldest runs all in processes, too.
  ...NODES.map((node, index) => (index === 0 ? node : { ...node, processes: CAPABILITIES })),
  { ...BUN, processes: CAPABILITIES },
  { ...DENO, processes: CAPABILITIES },
  CHROMIUM,
  {
    ...CHROMIUM,
    name: 'Chromium, not isolated',
    isolated: false,
    contract: /^(?:files|limits|network|queue|runs|secrets|waiting|wasi|workers)$/,
  },
  FIREFOX,
  WEBKIT,
]

/** The engines that do not stop a guest that spins when they are told to end its thread. */
export const ENDLESS_THREADS: readonly string[] = ['Bun', 'Deno']

/** One engine of WebAssembly each, beside that of Node.js; JavaScriptCore is the one of WebKit, too. */
export const WASM_ENGINES: readonly Engine[] = [
  { ...CHROMIUM, name: 'V8 in Chromium' },
  { ...FIREFOX, name: 'SpiderMonkey in Firefox' },
  { ...BUN, name: 'JavaScriptCore in Bun' },
  { ...WEBKIT, name: 'JavaScriptCore in WebKit' },
]
