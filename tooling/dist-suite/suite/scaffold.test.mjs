import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SKILL_TEMPLATES, scaffoldSkill } from '@blufio/scaffold'

for (const { id } of SKILL_TEMPLATES) {
  test(`makes a project by the template ${id}`, () => {
    const files = scaffoldSkill('weather-lookup', { template: id })
    assert.match(files.get('skill.toml') ?? '', /^name = "weather-lookup"$/m)
    for (const path of files.keys()) assert.doesNotMatch(path, /^\/|\\|\.\./)
  })
}

test('refuses a name that can name no skill', () => {
  assert.throws(() => scaffoldSkill('../evil'), { code: 'ERR_SKILL_NAME' })
})

test('refuses a template that it does not have', () => {
  assert.throws(() => scaffoldSkill('weather', { template: 'cobol' }), { code: 'ERR_SCAFFOLD_TEMPLATE' })
})
