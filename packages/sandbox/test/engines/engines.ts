import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'vitest'
import nodeVersions from '../../../../tooling/dist-suite/node-versions.json' with { type: 'json' }
import { bunProgram, denoProgram, type Found, nodeProgram } from './server-programs.ts'

/** Somewhere that the sandbox runs. */
export interface Engine {
  readonly name: string
  /** A `page` is opened by a browser; a `server` is a runtime that runs a file of JavaScript. */
  readonly kind: 'page' | 'server'
  readonly find: () => Found
  /** The command line that runs the script `file`, given `url`, or opens the page at `url`, with an empty folder for its profile. */
  readonly args: (script: {
    readonly file: string
    readonly url: string
    readonly profile: string
  }) => readonly string[]
  /** Whether the page is served as isolated from other origins, without which its threads can't share memory. */
  readonly isolated?: boolean
  /** The files of the contract that tell something there that no other engine tells; all by default. */
  readonly contract?: RegExp
  /** The files in which runs in processes of their own tell something there that no other engine tells; all by default. */
  readonly processes?: RegExp
}

/** What a guest asks its host for, and how it waits for that. */
const CAPABILITIES = /^(?:files|network|runs|secrets|waiting|wasi)$/

const CHROMIUM: Engine = {
  name: 'Chromium',
  kind: 'page',
  find: () => onPath(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
  args: ({ url, profile }) => [
    '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--ignore-certificate-errors',
    `--user-data-dir=${profile}`,
    url,
  ],
  isolated: true,
}

const FIREFOX: Engine = {
  name: 'Firefox',
  kind: 'page',
  find: () => onPath(['firefox-esr', 'firefox'], 'firefox'),
  args: ({ url, profile }) => ['--headless', '--no-remote', '--profile', profile, url],
  isolated: true,
}

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
]

/** The engines that do not stop a guest that spins when they are told to end its thread. */
export const ENDLESS_THREADS: readonly string[] = ['Bun', 'Deno']

/** One engine of WebAssembly each, beside that of Node.js; JavaScriptCore is the one of WebKit, too. */
export const WASM_ENGINES: readonly Engine[] = [
  { ...CHROMIUM, name: 'V8 in Chromium' },
  { ...FIREFOX, name: 'SpiderMonkey in Firefox' },
  { ...BUN, name: 'JavaScriptCore in Bun' },
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

/** The program of `engine`; skips a test that can't have it. */
export function programOf(engine: Engine, context: TestContext): string {
  const found = engine.find()
  return 'needs' in found ? context.skip(`needs ${found.needs}`) : found.path
}

function onPath(programs: readonly string[], name: string): Found {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  const path = paths.find((candidate) => existsSync(candidate))
  return path === undefined ? { needs: name } : { path }
}
