import { BlufioError } from './blufio-error.ts'
import { fromHex, toHex } from './hex.ts'
import { isWeakKey } from './weak-key.ts'

/** Who publishes skills, and the key by which their signatures are told. */
export interface Publisher {
  /** 1 to 64 lower-case letters, digits, `-` and `.`, such as the publisher's domain. */
  readonly publisherId: string
  /** Ed25519 (RFC 8032): 32 bytes as 64 lower-case hexadecimal digits. */
  readonly publicKey: string
}

/** A publisher's own key, with which skills are signed. */
export interface PublisherKey extends Publisher {
  /** The 32 bytes of RFC 8032, section 5.1.5, as 64 lower-case hexadecimal digits: a secret. */
  readonly privateKey: string
}

const PUBLISHER_ID = /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/

/** Returns `id` when a publisher can be called so, else throws `ERR_PUBLISHER_ID`. */
export function assertPublisherId(id: string): string {
  if (PUBLISHER_ID.test(id)) return id
  throw new BlufioError('ERR_PUBLISHER_ID', `${JSON.stringify(id.slice(0, 80))} is no name for a publisher`, {
    hint: "choose 1 to 64 lower-case letters, digits, '-' and '.', such as example.com",
  })
}

/**
 * Returns `publicKey` when it is one of Ed25519 in 64 lower-case hexadecimal digits, and only who has the private key can sign for
 * it; else throws `ERR_KEY_FORMAT`.
 */
export function assertPublicKey(publicKey: string): string {
  keyBytes(publicKey)
  if (isWeakKey(publicKey)) throw badKey('for this one anybody can make signatures that hold')
  return publicKey
}

/** Makes a new key for `publisherId`. Throws `ERR_PUBLISHER_ID`, and `ERR_ED25519_MISSING` where the engine has no Ed25519. */
export async function generatePublisherKey(publisherId: string): Promise<PublisherKey> {
  assertPublisherId(publisherId)
  return publisherKeyOf(publisherId, crypto.getRandomValues(new Uint8Array(32)))
}

/** The Ed25519 key that WebCrypto signs with. Throws `ERR_ED25519_MISSING`. */
export function importPrivateKey(privateKey: string): Promise<CryptoKey> {
  return ed25519((subtle) => subtle.importKey('pkcs8', pkcs8Of(keyBytes(privateKey)), 'Ed25519', true, ['sign']))
}

/** The Ed25519 key that WebCrypto verifies with. Throws `ERR_KEY_FORMAT` as {@link assertPublicKey}, and `ERR_ED25519_MISSING`. */
export function importPublicKey(publicKey: string): Promise<CryptoKey> {
  return ed25519((subtle) => subtle.importKey('raw', keyBytes(assertPublicKey(publicKey)), 'Ed25519', true, ['verify']))
}

/** The text of a file for a publisher's own key; its owner alone must be able to read it. */
export function formatPrivateKey({ publisherId, privateKey }: PublisherKey): string {
  return framed('PRIVATE', publisherId, privateKey)
}

/** The text of a file for a publisher's public key, to be handed out. */
export function formatPublicKey({ publisherId, publicKey }: Publisher): string {
  return framed('PUBLIC', publisherId, publicKey)
}

/**
 * The key in the text of a private key file, of {@link formatPrivateKey} or of the Rust original, which has no name of a
 * publisher in it: `publisherId` is needed then. Throws `ERR_KEY_FORMAT`, which never shows the key, and `ERR_PUBLISHER_ID`, also when
 * the file names another publisher.
 */
export async function parsePrivateKey(text: string, publisherId?: string): Promise<PublisherKey> {
  const { id = publisherId, key } = unframed('PRIVATE', text)
  if (id === undefined) {
    throw new BlufioError('ERR_PUBLISHER_ID', 'the key file does not say whose key it is', {
      hint: 'say it with --publisher, such as --publisher example.com',
    })
  }
  if (id !== (publisherId ?? id)) {
    throw new BlufioError(
      'ERR_PUBLISHER_ID',
      `the key file is of ${assertPublisherId(id)}, not of ${JSON.stringify(publisherId)}`,
      {
        hint: 'name no publisher, or the one in the file',
      },
    )
  }
  return publisherKeyOf(assertPublisherId(id), key)
}

/** The key in the text of a public key file. Throws as {@link parsePrivateKey}; the id is absent in a file of the original. */
export function parsePublicKey(text: string): Pick<Publisher, 'publicKey'> & Partial<Publisher> {
  const { id, key } = unframed('PUBLIC', text)
  return { publicKey: assertPublicKey(toHex(key)), ...(id === undefined ? {} : { publisherId: assertPublisherId(id) }) }
}

async function publisherKeyOf(publisherId: string, bytes: Uint8Array): Promise<PublisherKey> {
  const privateKey = toHex(bytes)
  const key = await importPrivateKey(privateKey)
  const { x = '' } = await crypto.subtle.exportKey('jwk', key)
  const publicKey = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  return { publisherId, publicKey: toHex(publicKey), privateKey }
}

/** PKCS #8 of an Ed25519 key without its public half (RFC 8410, section 7), which is the only form that WebCrypto imports. */
function pkcs8Of(key: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
  return Uint8Array.of(...prefix, ...key)
}

function keyBytes(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = fromHex(hex, 32)
  if (bytes === undefined) throw badKey('a key is 64 lower-case hexadecimal digits')
  return bytes
}

async function ed25519<T>(use: (subtle: SubtleCrypto) => Promise<T>): Promise<T> {
  try {
    return await use(crypto.subtle)
  } catch (cause) {
    if (cause instanceof BlufioError) throw cause
    if (cause instanceof DOMException && cause.name === 'DataError') throw badKey('it is no point of the curve')
    throw new BlufioError('ERR_ED25519_MISSING', 'this engine can not use Ed25519 keys', {
      cause,
      hint: 'use Node.js 20 or later, Chromium 137, Firefox 129 or Safari 17, in a page that was loaded by https',
    })
  }
}

function framed(kind: 'PRIVATE' | 'PUBLIC', publisherId: string, key: string): string {
  return `${line('BEGIN', kind)}\npublisher_id=${publisherId}\n${key}\n${line('END', kind)}\n`
}

function unframed(kind: 'PRIVATE' | 'PUBLIC', text: string): { id?: string; key: Uint8Array } {
  const lines = text.split(/\r?\n/).map((one) => one.trim())
  const begin = lines.indexOf(line('BEGIN', kind))
  const end = lines.indexOf(line('END', kind))
  if (begin < 0 || end < begin) throw badKey(`it has no lines "${line('BEGIN', kind)}" and "${line('END', kind)}"`)
  const inside = lines.slice(begin + 1, end)
  const id = inside[0]?.startsWith('publisher_id=') ? inside.shift()?.slice('publisher_id='.length) : undefined
  const key = fromHex(inside.join('').toLowerCase(), 32)
  if (key === undefined) throw badKey('between them it has no 64 hexadecimal digits')
  return id === undefined ? { key } : { id, key }
}

function line(end: 'BEGIN' | 'END', kind: 'PRIVATE' | 'PUBLIC'): string {
  return `-----${end} BLUFIO PUBLISHER ${kind} KEY-----`
}

function badKey(why: string): BlufioError {
  return new BlufioError('ERR_KEY_FORMAT', `that is no key of a publisher: ${why}`, {
    hint: 'give the file that "blufio skill keygen" wrote',
  })
}
