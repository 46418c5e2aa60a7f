/**
 * The y coordinates of the points of small order on Curve25519 in the form of Edwards, and those of them that are written above the
 * field's prime: 32 bytes, little endian (RFC 8032, section 5.1.2).
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/**
 * Whether anybody, without a private key, can make signatures that hold by this public key of Ed25519, given in lower-case
 * hexadecimal digits. Some engines take such signatures and some do not.
 */
export function isWeakKey(publicKey: string): boolean {
  // The topmost bit tells the sign of x, which changes nothing of the order.
  const top = Number.parseInt(publicKey.slice(-2), 16) & 0x7f
  return SMALL_ORDER.has(publicKey.slice(0, -2) + top.toString(16).padStart(2, '0'))
}
