import { toHex } from './hex.ts'

/** Whether `text` is a SHA-256 digest as {@link sha256Hex} writes it: 64 lower-case hexadecimal digits. */
export function isSha256Hex(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** The SHA-256 digest (FIPS 180-4) of `bytes`, as 64 lower-case hexadecimal digits; by WebCrypto. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // A copy: WebCrypto takes no view of a SharedArrayBuffer, and a caller may write to the bytes meanwhile.
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return toHex(new Uint8Array(digest))
}
