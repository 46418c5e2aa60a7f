import { expect, test } from 'vitest'
import { DEFAULT_SKILL_CONFIG } from './skill-config.ts'
import { DEFAULT_RESOURCES, MAX_FUEL, MAX_MEMORY_MB, MAX_TIMEOUT_SECS } from './skill-manifest.ts'

test('skills are off until a host turns them on', () => {
  expect(DEFAULT_SKILL_CONFIG).toEqual({
    skillsDir: '~/.blufio/skills',
    defaultFuel: 1_000_000_000n,
    defaultMemoryMb: 16,
    defaultEpochTimeoutSecs: 5,
    maxSkillsInPrompt: 20,
    enabled: false,
  })
})

test('the defaults can not be changed for everyone', () => {
  expect(() => Object.assign(DEFAULT_SKILL_CONFIG, { enabled: true })).toThrow(TypeError)
  expect(() => Object.assign(DEFAULT_RESOURCES, { fuel: MAX_FUEL })).toThrow(TypeError)
})

test('the defaults are within the limits', () => {
  expect(MAX_FUEL).toBe(2n ** 64n - 1n)
  expect(DEFAULT_RESOURCES.fuel <= MAX_FUEL).toBe(true)
  expect(DEFAULT_RESOURCES.memoryMb).toBeLessThanOrEqual(MAX_MEMORY_MB)
  expect(DEFAULT_RESOURCES.epochTimeoutSecs).toBeLessThanOrEqual(MAX_TIMEOUT_SECS)
})

test('the longest timeout fits a timer', () => {
  expect(MAX_TIMEOUT_SECS * 1000).toBeLessThan(2 ** 31)
})
