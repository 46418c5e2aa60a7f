import type { SkillSecret } from '@blufio/core'
import { expect, test } from 'vitest'
import { type ComparedSkill, compareSkills } from './skill-changes.ts'

const SKILL: ComparedSkill = {
  version: '1.0.0',
  description: 'Tells the weather',
  author: 'Ada',
  capabilities: { network: { domains: ['a.example', 'b.example'] }, env: ['UNITS'], clock: true, random: 7 },
  resources: { fuel: 18_446_744_073_709_551_615n, memoryMb: 16, epochTimeoutSecs: 5 },
  parts: [{ name: 'module', bytes: 8, sha256: 'ab'.repeat(32) }],
  publisherId: 'example.com',
}

test('what is the same has not changed, in whatever order it grants', () => {
  expect(compareSkills(SKILL, structuredClone(SKILL))).toEqual([])
  const { capabilities } = SKILL
  const turned = {
    ...capabilities,
    network: { domains: ['b.example', 'a.example'] },
    filesystem: { read: [], write: [] },
  }
  expect(compareSkills(SKILL, { ...SKILL, capabilities: turned })).toEqual([])
})

test('what needs approval stands first', () => {
  const after = { ...SKILL, version: '2.0.0', description: 'Tells all', capabilities: { env: ['UNITS', 'HOME'] } }
  const changes = compareSkills(SKILL, after)
  expect(changes.map(({ field, kind, needsApproval }) => [field, kind, needsApproval])).toEqual([
    ['env', 'wider', true],
    ['description', 'changed', true],
    ['network.domains', 'narrower', false],
    ['network.domains', 'narrower', false],
    ['clock', 'narrower', false],
    ['random', 'changed', false],
    ['version', 'changed', false],
  ])
})

test('one unit of fuel more is more, beyond what a double holds', () => {
  const before = { ...SKILL, resources: { fuel: 18_446_744_073_709_551_614n, memoryMb: 16, epochTimeoutSecs: 5 } }
  expect(compareSkills(before, SKILL)).toMatchObject([{ field: 'resources.fuel', kind: 'wider', needsApproval: true }])
  expect(compareSkills(SKILL, before)).toMatchObject([
    { field: 'resources.fuel', kind: 'narrower', needsApproval: false },
  ])
})

test('limits that are not known may have been any', () => {
  const { resources: _, ...unknown } = SKILL
  expect(compareSkills(unknown, SKILL).map(({ field, kind }) => [field, kind])).toEqual([
    ['resources.fuel', 'wider'],
    ['resources.memoryMb', 'wider'],
    ['resources.epochTimeoutSecs', 'wider'],
  ])
})

test('a seed and an instant are no more than none, the real ones are', () => {
  const none = { ...SKILL, capabilities: { env: [] } }
  for (const given of [{ random: 0 }, { random: 7 }, { clock: '2026-01-01T00:00:00Z' }] as const) {
    expect(compareSkills(none, { ...SKILL, capabilities: { env: [], ...given } })).toMatchObject([{ kind: 'changed' }])
  }
  for (const given of [{ random: true }, { clock: true }] as const) {
    expect(compareSkills(none, { ...SKILL, capabilities: { env: [], ...given } })).toMatchObject([{ kind: 'wider' }])
  }
})

test('no two places of a secret are taken for one', () => {
  const base = { name: 'KEY', domain: 'a.example' }
  const places: readonly SkillSecret[] = [
    { ...base, header: 'authorization' },
    { ...base, header: 'authorization', prefix: 'Bearer ' },
    { ...base, header: 'authorization', prefix: 'Bearer' },
    { ...base, header: 'x-key' },
    { ...base, query: 'key' },
    { ...base, query: 'authorization' },
    { ...base, domain: '*.a.example', header: 'authorization' },
    { ...base, name: 'OTHER', header: 'authorization' },
  ]
  const having = (secret: SkillSecret) => ({ ...SKILL, capabilities: { env: [], secrets: [secret] } })
  for (const before of places) {
    for (const after of places.filter((one) => one !== before)) {
      expect(compareSkills(having(before), having(after)).map(({ kind }) => kind)).toEqual(['wider', 'narrower'])
    }
  }
})
