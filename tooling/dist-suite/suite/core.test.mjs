import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertSkillName,
  BlufioError,
  DEFAULT_SKILL_CONFIG,
  generatePublisherKey,
  isBlufioError,
  isSkillSignature,
  sha256Hex,
  signSkill,
} from '@blufio/core'

test('digests by SHA-256', async () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  assert.equal(await sha256Hex(new TextEncoder().encode('abc')), abc)
})

test('refuses a name that climbs out of its folder, by code', () => {
  assert.equal(assertSkillName('weather-lookup'), 'weather-lookup')
  assert.throws(() => assertSkillName('../weather'), { code: 'ERR_SKILL_NAME' })
})

test('knows an error by its code', () => {
  assert.ok(isBlufioError(new BlufioError('ERR_SOMETHING', 'something')))
  assert.ok(!isBlufioError(new Error('something')))
})

test('has the defaults of the documentation', () => {
  assert.equal(DEFAULT_SKILL_CONFIG.defaultFuel, 1_000_000_000n)
  assert.equal(DEFAULT_SKILL_CONFIG.enabled, false)
})

test('signs by Ed25519, and takes no signature that anybody can make', async () => {
  const digest = 'ab'.repeat(32)
  const signature = await signSkill(digest, await generatePublisherKey('example.com'))
  assert.equal(await isSkillSignature(signature), true)
  assert.equal(await isSkillSignature({ ...signature, digest: 'ac'.repeat(32) }), false)
  // The neutral element of the curve as key and as R, and zero as S: by RFC 8032 it holds for whatever is signed.
  const neutral = `01${'00'.repeat(31)}`
  const forged = { ...signature, publicKey: neutral, signature: neutral + '00'.repeat(32) }
  assert.equal(await isSkillSignature(forged), false)
})
