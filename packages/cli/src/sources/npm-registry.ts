import { createHash, timingSafeEqual } from 'node:crypto'
import { cliError } from '../cli-error.ts'
import { type DownloadOptions, download, httpsUrl } from './download.ts'
import type { NpmAddress } from './npm-address.ts'

/** A version of a package, as it was fetched. */
export interface NpmTarball {
  readonly name: string
  readonly version: string
  /** What it holds, gzipped; it has the digest that the registry names. */
  readonly bytes: Uint8Array
}

const MAX_TARBALL_BYTES = 67_108_864
const MAX_DOCUMENT_BYTES = 33_554_432
// The short form, which has all that is needed: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8'

/**
 * Fetches a package from the registry of npm's own setting `npm_config_registry`, by default that of npmjs.com, without
 * credentials; the tarball from there too. Throws as `download`, `ERR_CLI_DOWNLOAD_NOT_FOUND` for a version that is not there,
 * `ERR_CLI_PACKAGE` for what a registry does not say, and `ERR_CLI_DIGEST` for another tarball than it says.
 */
export async function fetchPackage(
  { name, version: wanted }: NpmAddress,
  onProgress?: DownloadOptions['onProgress'],
): Promise<NpmTarball> {
  const registry = registryUrl()
  const document = new URL(name.replace('/', '%2f'), registry)
  const metadata = jsonOf(await download(document.href, { accept: ACCEPT, maxBytes: MAX_DOCUMENT_BYTES }), document)
  const versions = property(metadata, 'versions')
  const version = property(versions, wanted) === undefined ? property(property(metadata, 'dist-tags'), wanted) : wanted
  const dist = typeof version === 'string' ? property(property(versions, version), 'dist') : undefined
  if (typeof version !== 'string' || dist === undefined) {
    throw cliError('ERR_CLI_DOWNLOAD_NOT_FOUND', `${registry.host} has no ${name}@${wanted}`, {
      hint: 'name a version or tag that is published',
    })
  }
  const [tarball, integrity] = [property(dist, 'tarball'), property(dist, 'integrity')]
  const expected = typeof integrity === 'string' ? sha512Of(integrity) : []
  if (expected.length === 0) {
    throw cliError('ERR_CLI_PACKAGE', `${registry.host} names no SHA-512 of ${name}@${version}`, {
      hint: 'have it published again by a npm of today',
    })
  }
  const url = httpsUrl(typeof tarball === 'string' ? tarball : '', document)
  if (url.origin !== registry.origin) {
    throw cliError(
      'ERR_CLI_DOWNLOAD_REFUSED',
      `${name}@${version} would come from ${url.origin}, not ${registry.origin}`,
      {
        hint: 'set npm_config_registry to the registry that has it',
      },
    )
  }
  const bytes = await download(url.href, {
    accept: 'application/octet-stream, */*; q=0.5',
    maxBytes: MAX_TARBALL_BYTES,
    ...(onProgress && { onProgress }),
  })
  const actual = createHash('sha512').update(bytes).digest()
  if (!expected.some((each) => each.length === actual.length && timingSafeEqual(each, actual))) {
    throw cliError(
      'ERR_CLI_DIGEST',
      `the tarball of ${name}@${version} has not the SHA-512 that ${registry.host} names`,
      {
        hint: 'it was changed on its way, or where it is kept: do not use it, and tell the registry',
      },
    )
  }
  return { name, version, bytes }
}

function registryUrl(): URL {
  const { npm_config_registry: lower, NPM_CONFIG_REGISTRY: upper } = process.env
  const url = httpsUrl(lower || upper || 'https://registry.npmjs.org/')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** The digests of the strongest kind that npm writes (https://www.w3.org/TR/SRI/#the-integrity-attribute). */
function sha512Of(integrity: string): readonly Buffer[] {
  return integrity
    .split(/\s+/)
    .filter((each) => each.startsWith('sha512-'))
    .map((each) => Buffer.from(each.slice(7), 'base64'))
}

function jsonOf(bytes: Uint8Array, url: URL): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw cliError('ERR_CLI_PACKAGE', `what came from ${url.href} is no JSON`, {
      hint: 'check npm_config_registry: it is the address of an npm registry',
      cause,
    })
  }
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}
