import { expect, test } from 'vitest'
import { assertSkillName, MAX_SKILL_NAME_LENGTH, skillNameProblem } from './skill-name.ts'

test.each(['a', 'weather-lookup', 'Weather_2', '-', '__proto__', 'console', 'com', 'lpt10', 'x'.repeat(64)])(
  '%s is a name',
  (name) => {
    expect(skillNameProblem(name)).toBeUndefined()
    expect(assertSkillName(name)).toBe(name)
  },
)

test.each([
  ['', 'empty'],
  ['x'.repeat(MAX_SKILL_NAME_LENGTH + 1), 'at most 64 characters, this one has 65'],
  ['..', 'ASCII letters'],
  ['../../x', 'ASCII letters'],
  ['a/b', 'ASCII letters'],
  ['a\\b', 'ASCII letters'],
  ['C:', 'ASCII letters'],
  ['.hidden', 'ASCII letters'],
  ['a b', 'ASCII letters'],
  ['a\n', 'ASCII letters'],
  ['a\0', 'ASCII letters'],
  ['pаypal', 'ASCII letters'],
  ['ﬁle', 'ASCII letters'],
  ['e\u0301', 'ASCII letters'],
  ['a\u200bb', 'ASCII letters'],
  ['a\u202eb', 'ASCII letters'],
  ['con', 'Windows'],
  ['NUL', 'Windows'],
  ['Com1', 'Windows'],
  ['lpt9', 'Windows'],
])('%j is not a name: %s', (name, reason) => {
  expect(skillNameProblem(name)).toContain(reason)
  expect(() => assertSkillName(name)).toThrow(
    expect.objectContaining({
      code: 'ERR_SKILL_NAME',
      message: expect.stringContaining(reason),
      hint: expect.any(String),
    }),
  )
})

test.each([undefined, null, 7, {}, Object.create(null), ['a']])('%o is not a name: it is no string', (name) => {
  const assert: (name: never) => unknown = assertSkillName
  expect(() => assert(name as never)).toThrow(
    expect.objectContaining({ code: 'ERR_SKILL_NAME', message: expect.stringContaining('is a string') }),
  )
})

test('the error shows no more than a part of a long name', () => {
  expect(() => assertSkillName('x'.repeat(1_000_000))).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/x{81}/) }),
  )
})
