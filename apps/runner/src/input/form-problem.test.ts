import { expect, test } from 'vitest'
import { formProblem } from './form-problem.ts'

const TEXT = { type: 'string' }

function nested(depth: number): object {
  return depth === 0 ? TEXT : { type: 'object', properties: { inner: nested(depth - 1) } }
}

test('an ordinary schema makes a form, with parts that it defines and uses twice', () => {
  const schema = {
    type: 'object',
    properties: {
      from: { $ref: '#/$defs/place' },
      to: { $ref: '#/$defs/place' },
      tags: { type: 'array', items: TEXT },
    },
    $defs: { place: { type: 'object', properties: { name: TEXT } } },
  }
  expect(formProblem(schema)).toBeUndefined()
})

test.each([
  ['says nothing', {}, 'says nothing'],
  ['contains itself', { type: 'object', properties: { inner: { $ref: '#' } } }, 'contains itself'],
  [
    'contains itself by two steps',
    { type: 'object', properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: { items: { $ref: '#/$defs/b' } } } },
    'contains itself',
  ],
  ['leads elsewhere', { type: 'object', properties: { a: { $ref: 'https://evil.example/x' } } }, 'another one'],
  ['leads nowhere', { type: 'object', properties: { a: { $ref: '#/nowhere' } } }, 'another one'],
  ['is deep', nested(40), 'too deeply'],
  [
    'wants a billion items',
    { type: 'object', properties: { a: { type: 'array', minItems: 1e9, items: TEXT } } },
    'too many fields',
  ],
  [
    'wants a hundred times a hundred items',
    { type: 'array', minItems: 100, items: { type: 'array', minItems: 100, items: TEXT } },
    'too many fields',
  ],
  ['has a choice of many', { enum: Array.from({ length: 10_000 }, (_, index) => index) }, 'too many'],
  ['names a prototype', JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'), 'can not have'],
] as const)('a schema that %s makes none', (_, schema, problem) => {
  expect(formProblem(schema)).toContain(problem)
})

test('is bounded: a schema whose parts refer to each other twice each has no end of paths', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => {
      const next = { $ref: `#/$defs/p${index + 1}` }
      return [`p${index}`, index === 19 ? TEXT : { type: 'object', properties: { one: next, other: next } }]
    }),
  )
  expect(formProblem({ type: 'object', properties: { start: { $ref: '#/$defs/p0' } }, $defs })).toContain('too')
})
