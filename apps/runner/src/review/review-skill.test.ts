import { formatSignature, generatePublisherKey, signSkill } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import { expect, test } from 'vitest'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import { reviewSkill } from './review-skill.ts'

const TOML = '[skill]\nname = "sample"\nversion = "1.0.0"\ndescription = "A sample"\n[wasm]\nentry = "skill.wasm"\n'

function skill(changes: Partial<OpenedSkill> = {}): OpenedSkill {
  return {
    manifest: parseManifest(TOML),
    manifestToml: TOML,
    wasm: Uint8Array.of(0, 97, 115, 109),
    origin: 'a test',
    ...changes,
  }
}

test('a skill without a signature has a digest and nobody who vouches for it', async () => {
  const { digest, signature } = await reviewSkill(skill())
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  expect(signature).toEqual({ covers: 'nothing' })
})

test('a signature that holds names its publisher; one of another skill is refused', async () => {
  const key = await generatePublisherKey('example.com')
  const { digest } = await reviewSkill(skill())
  const signature = formatSignature(await signSkill(digest, key))
  expect((await reviewSkill(skill({ signature }))).signature).toEqual({
    covers: 'skill',
    publisherId: 'example.com',
    publicKey: key.publicKey,
  })
  const changed = skill({ signature, wasm: Uint8Array.of(0, 97, 115, 109, 1) })
  await expect(reviewSkill(changed)).rejects.toMatchObject({ code: 'ERR_STORE_SIGNATURE' })
  const forged = signature.replace(
    /signature=(?<first>[0-9a-f])(?<rest>[0-9a-f]{127})/,
    (_, first: string, rest: string) => `signature=${first === '0' ? '1' : '0'}${rest}`,
  )
  await expect(reviewSkill(skill({ signature: forged }))).rejects.toMatchObject({ code: 'ERR_STORE_SIGNATURE' })
})
