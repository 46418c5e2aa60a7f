import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder in which a browser keeps what a user left behind. */
export interface Profile {
  readonly folder: string
  readonly remove: () => void
}

/** What a browser is told before it starts. */
export interface ProfileOptions {
  /** Preferences of Firefox, by their names; other browsers don't look. */
  readonly preferences?: Readonly<Record<string, boolean | number | string>> | undefined
  /** A server by https, and its certificate as PEM, that Firefox trusts although nobody vouches for it. */
  readonly trusted?: { readonly secure: string; readonly certificate: string } | undefined
}

/** Nothing of Firefox but the page: no first run, no calls home. */
const FIREFOX_PREFERENCES: Readonly<Record<string, boolean | number | string>> = {
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
}

/** An empty profile. */
export function makeProfile({ preferences, trusted }: ProfileOptions = {}): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-engine-'))
  const lines = Object.entries({ ...FIREFOX_PREFERENCES, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  writeFileSync(join(folder, 'user.js'), lines.join(''))
  if (trusted !== undefined) writeFileSync(join(folder, 'cert_override.txt'), exceptionFor(trusted))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** What Firefox keeps when a user goes on to a server whose certificate it does not trust. */
function exceptionFor({ secure, certificate }: { readonly secure: string; readonly certificate: string }): string {
  const { fingerprint256 } = new X509Certificate(certificate)
  return `${new URL(secure).host}:\tOID.2.16.840.1.101.3.4.2.1\t${fingerprint256}\t\n`
}
