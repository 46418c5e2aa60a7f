import { cliError } from '../cli-error.ts'

const HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'check the name of the server, and that you are online'],
  [
    /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/,
    'the server does not answer there: check the address, or try again later',
  ],
  [
    /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH|^SELF_SIGNED|^INVALID_(?:CA|PURPOSE)/,
    'the server does not prove who it is; nothing of it is taken. For an authority of your own set NODE_EXTRA_CA_CERTS',
  ],
  [/SSL|TLS|^EPROTO$/, 'the server does not speak https there: check the address and its port'],
]

/** The error that tells why nothing came from `url`, with `cause`, an error of Node's. */
export function downloadError(url: URL, cause: unknown): Error {
  const { name, message, code } = described(cause)
  if (name === 'TimeoutError') {
    return cliError('ERR_CLI_DOWNLOAD_TIMEOUT', `${url.href} takes too long`, {
      hint: 'try again later, or fetch it by other means and install the file',
      cause,
    })
  }
  const hint = HINTS.find(([pattern]) => pattern.test(code))?.[1] ?? 'try again'
  return cliError('ERR_CLI_DOWNLOAD_FAILED', `${url.href} can't be fetched: ${message || code}`, { hint, cause })
}

function described(cause: unknown): { readonly name: string; readonly message: string; readonly code: string } {
  if (!(cause instanceof Error)) return { name: '', message: String(cause), code: '' }
  return { name: cause.name, message: cause.message, code: 'code' in cause ? String(cause.code) : '' }
}
