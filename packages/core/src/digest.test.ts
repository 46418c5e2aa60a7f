import { expect, test } from 'vitest'
import { sha256Hex } from './digest.ts'

// The examples of FIPS 180-4 (NIST, "SHA256.pdf") and the empty message.
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('the digest of %.10j', async (text, digest) => {
  await expect(sha256Hex(new TextEncoder().encode(text))).resolves.toBe(digest)
})

test('a view counts as its own bytes, not its whole buffer', async () => {
  const view = new TextEncoder().encode('xabcx').subarray(1, 4)
  await expect(sha256Hex(view)).resolves.toBe(await sha256Hex(new TextEncoder().encode('abc')))
})

test('shared memory can be digested', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(3))
  shared.set(new TextEncoder().encode('abc'))
  await expect(sha256Hex(shared)).resolves.toBe(await sha256Hex(new TextEncoder().encode('abc')))
})

test('bytes written after the call do not change the digest', async () => {
  const bytes = new TextEncoder().encode('abc')
  const digest = sha256Hex(bytes)
  bytes.fill(0)
  await expect(digest).resolves.toBe(await sha256Hex(new TextEncoder().encode('abc')))
})
