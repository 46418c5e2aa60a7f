import { toHex } from './hex.ts'

/** The SHA-256 digest (FIPS 180-4) of `bytes`, as 64 lower-case hexadecimal digits; by WebCrypto. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // A copy: WebCrypto takes no view of a SharedArrayBuffer, and a caller may write to the bytes meanwhile.
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return toHex(new Uint8Array(digest))
}
