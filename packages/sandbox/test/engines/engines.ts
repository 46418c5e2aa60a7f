import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bunProgram } from './bun-program.ts'
import { servePage } from './page-server.ts'

/** An engine of WebAssembly on this machine that can run a page of this folder. */
export interface Engine {
  readonly name: string
  /** Its program, or what the machine lacks. */
  readonly find: () => { readonly path: string } | { readonly needs: string }
  /** The command line that runs `script`, the page at `url`, with an empty folder for its profile. */
  readonly args: (page: {
    readonly script: string
    readonly url: string
    readonly profile: string
  }) => readonly string[]
}

/** The engines beside that of Node; JavaScriptCore is the one of WebKit, too. */
export const ENGINES: readonly Engine[] = [
  {
    name: 'V8 in Chromium',
    find: () => onPath(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
    args: ({ url, profile }) => ['--headless=new', '--no-sandbox', '--no-first-run', `--user-data-dir=${profile}`, url],
  },
  {
    name: 'SpiderMonkey in Firefox',
    find: () => onPath(['firefox-esr', 'firefox'], 'firefox'),
    args: ({ url, profile }) => ['--headless', '--no-remote', '--profile', profile, url],
  },
  {
    name: 'JavaScriptCore in Bun',
    find: bunProgram,
    args: ({ script, url }) => [fileURLToPath(new URL(script, import.meta.url)), url.replace(/\/$/, '')],
  },
]

/** Nothing of Firefox but the page: no first run, no calls home. */
const FIREFOX_PREFERENCES = [
  ['datareporting.policy.dataSubmissionEnabled', false],
  ['app.normandy.enabled', false],
  ['app.update.enabled', false],
  ['browser.aboutwelcome.enabled', false],
  ['browser.shell.checkDefaultBrowser', false],
  ['network.captive-portal-service.enabled', false],
  ['network.connectivity-service.enabled', false],
] as const

/** What the page `script` of this folder answers to `input` on `engine`, whose program is `path`; throws when it fails. */
export async function answerOn<Output>(
  engine: Engine,
  path: string,
  { script, input, timeoutMs }: { readonly script: string; readonly input: unknown; readonly timeoutMs: number },
): Promise<Output> {
  const page = await servePage(script, input)
  const profile = mkdtempSync(join(tmpdir(), 'blufio-engine-'))
  const preferences = FIREFOX_PREFERENCES.map(([name, value]) => `user_pref("${name}", ${value});\n`)
  writeFileSync(join(profile, 'user.js'), preferences.join(''))
  // In a group of its own: a browser is many processes, which must not outlive the test.
  const child = spawn(path, engine.args({ script, url: page.url, profile }), { detached: true, stdio: 'ignore' })
  try {
    const output = (await Promise.race([page.output, endOf(child, timeoutMs)])) as { done?: Output; failed?: string }
    if (output.done === undefined) throw new Error(`${script} failed on ${engine.name}: ${output.failed}`)
    return output.done
  } finally {
    page.close()
    await endGroup(child)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Rejects when `child` ends before its page has answered, or takes too long. */
async function endOf(child: ChildProcess, timeoutMs: number): Promise<never> {
  const reason = await new Promise<string>((resolve) => {
    setTimeout(() => resolve(`gave no answer in ${timeoutMs} ms`), timeoutMs).unref()
    child.once('error', (error) => resolve(`can't be started: ${error.message}`))
    child.once('exit', (code, signal) => {
      // A program that ends after it has answered is given time for that answer to arrive.
      setTimeout(() => resolve(`ended with ${code ?? signal} before it answered`), 1000).unref()
    })
  })
  throw new Error(`${child.spawnfile} ${reason}`)
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await ended
}

function onPath(programs: readonly string[], name: string): { readonly path: string } | { readonly needs: string } {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  const path = paths.find((candidate) => existsSync(candidate))
  return path === undefined ? { needs: name } : { path }
}
