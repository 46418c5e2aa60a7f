import nodeVersions from '../../../../tooling/dist-suite/node-versions.json' with { type: 'json' }
import { CHROMIUM, FIREFOX, WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import type { Engine as Program } from '../../../../tooling/testing/engines/engine.ts'
import { bunProgram, denoProgram, nodeProgram } from './server-programs.ts'

/** Somewhere that the sandbox runs. */
export interface Engine extends Program {
  /** The files of the contract that tell something there that no other engine tells; all by default. */
  readonly contract?: RegExp
  /** The files in which runs in processes of their own tell something there that no other engine tells; all by default. */
  readonly processes?: RegExp
}

/** What a guest asks its host for, and how it waits for that. */
const CAPABILITIES = /^(?:files|network|runs|secrets|waiting|wasi)$/

const BUN: Engine = {
  name: 'Bun',
  kind: 'server',
  find: bunProgram,
  args: ({ file, url }) => [file, url],
  processes: CAPABILITIES,
}

const DENO: Engine = {
  name: 'Deno',
  kind: 'server',
  find: denoProgram,
  args: ({ file, url }) => ['run', '--quiet', '--no-prompt', '--allow-all', file, url],
  processes: CAPABILITIES,
}

/** Where the contract of the sandbox must hold. */
export const ENGINES: readonly Engine[] = [
  ...nodeVersions.map(nodeEngine),
  BUN,
  DENO,
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

/** Node.js `version`; named by its major. Of its versions the oldest runs all in processes, too. */
export function nodeEngine(version: string): Engine {
  return {
    name: `Node.js ${version.split('.')[0]}`,
    kind: 'server',
    find: () => nodeProgram(version),
    args: ({ file, url }) => [file, url],
    ...(version === nodeVersions[0] ? {} : { processes: CAPABILITIES }),
  }
}
