import type { RJSFSchema } from '@rjsf/utils'
import { expect, test } from 'vitest'
import { errorsOf, formValidator } from './form-validator.ts'
import { schemaWithoutPatterns } from './schema-without-patterns.ts'

test('tells what is wrong where it is', () => {
  const schema: RJSFSchema = {
    type: 'object',
    properties: { name: { type: 'string', minLength: 2 }, sizes: { type: 'array', items: { type: 'integer' } } },
    required: ['name', 'sizes'],
  }
  expect(errorsOf(schema, { name: 'ab', sizes: [1] })).toEqual([])
  expect(errorsOf(schema, { name: 'a', sizes: [1.5] }).map(({ property }) => property)).toEqual(['.name', '.sizes.0'])
  expect(errorsOf(schema, { name: 'ab' })).toMatchObject([{ property: '.sizes', message: 'is needed' }])
  expect(formValidator.isValid(schema, { name: 'ab', sizes: [] }, schema)).toBe(true)
})

test('an expression that would take for ever is never tried', () => {
  const schema = {
    type: 'object',
    properties: { text: { type: 'string', pattern: '^(a+)+$', format: 'regex' } },
    patternProperties: { '^(b+)+$': { type: 'string' } },
  }
  expect(errorsOf(schema, { text: `${'a'.repeat(60)}!`, [`${'b'.repeat(60)}!`]: 1 })).toEqual([])
})

test('a property that is called pattern stays one, and data are left as they are', () => {
  const schema = { properties: { pattern: { type: 'string', pattern: 'x' } }, default: { pattern: 'y' } }
  expect(schemaWithoutPatterns(schema)).toEqual({
    properties: { pattern: { type: 'string' } },
    default: { pattern: 'y' },
  })
})

test('a schema that can not be read forbids nothing, and none is fetched', () => {
  expect(errorsOf({ $ref: 'https://evil.example/schema' }, 1)).toEqual([])
})
