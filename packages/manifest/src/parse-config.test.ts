import { DEFAULT_SKILL_CONFIG } from '@blufio/core'
import { expect, test } from 'vitest'
import { parseConfig } from './parse-config.ts'

test('reads every key', () => {
  const config = parseConfig(`
[skill]
skills_dir = 'D:\\skills'
default_fuel = 18446744073709551615
default_memory_mb = 32
default_epoch_timeout_secs = 0.5
max_skills_in_prompt = 0
enabled = true
`)
  expect(config).toEqual({
    skillsDir: 'D:\\skills',
    defaultFuel: 18_446_744_073_709_551_615n,
    defaultMemoryMb: 32,
    defaultEpochTimeoutSecs: 0.5,
    maxSkillsInPrompt: 0,
    enabled: true,
  })
})

test.each(['', '[skill]', '# nothing'])('%j is the default configuration', (toml) => {
  expect(parseConfig(toml)).toEqual(DEFAULT_SKILL_CONFIG)
})

test.each([
  ['[skill]\nskill_dir = "x"', 'skill.skill_dir', 'is not a known key; did you mean "skills_dir"?'],
  ['[skills]', 'skills', 'is not a known key; did you mean "skill"?'],
  ['[skill]\nskills_dir = ""', 'skill.skills_dir', 'must not be empty'],
  ['[skill]\ndefault_fuel = -1', 'skill.default_fuel', 'is out of range'],
  ['[skill]\ndefault_memory_mb = 0', 'skill.default_memory_mb', 'is out of range'],
  ['[skill]\ndefault_epoch_timeout_secs = 0', 'skill.default_epoch_timeout_secs', 'is out of range'],
  ['[skill]\nmax_skills_in_prompt = 1001', 'skill.max_skills_in_prompt', 'is out of range'],
  ['[skill]\nenabled = "yes"', 'skill.enabled', 'is a string'],
  ['skill = 1', 'skill', 'is an integer'],
])('refuses %j', (toml, path, message) => {
  expect(() => parseConfig(toml)).toThrow(
    expect.objectContaining({ code: 'ERR_CONFIG_INVALID', issues: [expect.objectContaining({ path, message })] }),
  )
})

test('errors have the codes of a configuration', () => {
  expect(() => parseConfig('[')).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_SYNTAX' }))
  expect(() => parseConfig('#'.repeat(1_048_577))).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_TOO_LARGE' }))
  expect(() => parseConfig('x = 1', { file: 'my.toml' })).toThrow(/^my\.toml has a problem/)
})
