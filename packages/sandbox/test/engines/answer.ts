import { type ChildProcess, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engines.ts'
import { servePage } from './page-server.ts'
import { buildSite } from './site.ts'

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

/** What a script of this folder is given, and how long it may take. */
export interface Question {
  /** The name of the script's file. */
  readonly script: string
  readonly input: unknown
  readonly timeoutMs: number
  /** A server by https, and its certificate as PEM, that the engine trusts although nobody vouches for it. */
  readonly trusted?: { readonly secure: string; readonly certificate: string } | undefined
  /** Whether the program must come to its end by itself once it has answered, and well. */
  readonly mustEnd?: boolean
}

/** What a script of this folder answers to its input on `engine`, whose program is `path`; throws when it fails. */
export async function answerOn<Output>(engine: Engine, path: string, question: Question): Promise<Output> {
  const { script, input, timeoutMs } = question
  const site = await buildSite(script)
  const page = await servePage({ site, input, isolated: engine.isolated === true })
  const profile = mkdtempSync(join(tmpdir(), 'blufio-engine-'))
  const preferences = FIREFOX_PREFERENCES.map(([name, value]) => `user_pref("${name}", ${value});\n`)
  writeFileSync(join(profile, 'user.js'), preferences.join(''))
  if (question.trusted !== undefined) writeFileSync(join(profile, 'cert_override.txt'), exceptionFor(question.trusted))
  // Without what the runner of this test left there: it would change how a Node runs.
  const { NODE_OPTIONS: _options, ...env } = process.env
  const args = engine.args({ file: join(site.folder, site.entry), url: page.url, profile })
  // In a group of its own: a browser is many processes, which must not outlive the test.
  const child = spawn(path, args, { cwd: site.folder, env, detached: true, stdio: 'ignore' })
  const end = endOf(child, timeoutMs)
  try {
    const output = (await Promise.race([page.output, unanswered(child, end)])) as { done?: Output; failed?: string }
    if (output.done === undefined) throw new Error(`${script} failed on ${engine.name}: ${output.failed}`)
    if (question.mustEnd === true && (await end) !== 'ended with 0') {
      throw new Error(`${script} on ${engine.name}: it has answered, then it ${await end}`)
    }
    return output.done
  } finally {
    page.close()
    await endGroup(child)
    site.remove()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What Firefox keeps when a user goes on to a server whose certificate it does not trust. */
function exceptionFor({ secure, certificate }: { readonly secure: string; readonly certificate: string }): string {
  const { fingerprint256 } = new X509Certificate(certificate)
  return `${new URL(secure).host}:\tOID.2.16.840.1.101.3.4.2.1\t${fingerprint256}\t\n`
}

/** How `child` ended, in words; also that it did not in time. */
function endOf(child: ChildProcess, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`came to no end in ${timeoutMs} ms`), timeoutMs).unref()
    child.once('error', (error) => resolve(`can't be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`))
  })
}

/** Rejects when `child` has ended before its page has answered, or takes too long. */
async function unanswered(child: ChildProcess, end: Promise<string>): Promise<never> {
  const reason = await end
  // A program that ends after it has answered is given time for that answer to arrive.
  await new Promise((resolve) => setTimeout(resolve, 1000).unref())
  throw new Error(`${child.spawnfile} ${reason} and gave no answer`)
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await ended
}
