import { openArchive } from './open-files.ts'
import { MAX_SKILL_BYTES, type OpenedSkill } from './opened-skill.ts'
import { pageError } from './page-error.ts'

/**
 * The skill of the `.skill` archive at `address`, which is https, or of this page's own origin. It is fetched without cookies.
 * Throws `ERR_RUNNER_ADDRESS`, `ERR_RUNNER_DOWNLOAD`, `ERR_RUNNER_TOO_LARGE` and what the reader of archives throws.
 */
export async function openAddress(address: string): Promise<OpenedSkill> {
  const url = skillAddress(address)
  const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw pageError(
      'ERR_RUNNER_DOWNLOAD',
      `${url.href} could not be fetched: ${reason}`,
      'its server has to be there, and to allow pages of other origins to read it (CORS)',
    )
  })
  if (!response.ok) {
    throw pageError('ERR_RUNNER_DOWNLOAD', `${url.href} answered ${response.status}`, 'check the address')
  }
  return openArchive(await boundedBytes(response, url.href), url.href)
}

function skillAddress(address: string): URL {
  const url = URL.parse(address.trim(), location.href)
  if (url !== null && (url.protocol === 'https:' || url.origin === location.origin)) return url
  throw pageError(
    'ERR_RUNNER_ADDRESS',
    `${JSON.stringify(address)} is no address that can be opened`,
    'give the address of a .skill file, with https://',
  )
}

// The length that a server names can be false: what comes is counted.
async function boundedBytes(response: Response, place: string): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (value !== undefined) pieces.push(value)
    length += value?.length ?? 0
    if (length > MAX_SKILL_BYTES) {
      await reader?.cancel()
      throw pageError('ERR_RUNNER_TOO_LARGE', `${place} is larger than any skill`, 'check the address')
    }
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer())
  }
}
