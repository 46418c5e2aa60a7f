import { expect, test } from 'vitest'
import { parseNpmAddress } from './npm-address.ts'

test.each([
  ['npm:word-count', 'word-count', 'latest'],
  ['npm:word-count@1.2.3', 'word-count', '1.2.3'],
  ['npm:@acme/word-count', '@acme/word-count', 'latest'],
  ['npm:@acme/word-count@next', '@acme/word-count', 'next'],
  ['npm:a@1.0.0-rc.1+build', 'a', '1.0.0-rc.1+build'],
])('%s', (text, name, version) => {
  expect(parseNpmAddress(text)).toEqual({ name, version })
})

test.each([
  'npm:',
  'npm:@acme',
  'npm:@/a',
  'npm:a/b',
  'npm:../a',
  'npm:@acme/../a',
  'npm:@acme/..',
  'npm:a%2fb',
  'npm:A',
  'npm:a?x',
  'npm:a#x',
  'npm:a b',
  'npm:.a',
  'npm:_a',
  `npm:${'a'.repeat(215)}`,
  'npm:a@',
  'npm:a@^1',
  'npm:a@1 || 2',
  'npm:a@*',
  'npm:a@../b',
  'npm:a@npm:b',
  'npm:a@https://example.com/b.tgz',
])('refuses %s', (text) => {
  expect(() => parseNpmAddress(text)).toThrow(
    expect.objectContaining({ code: 'ERR_CLI_USAGE', hint: expect.any(String) }),
  )
})
