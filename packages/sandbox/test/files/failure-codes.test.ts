import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAILURE_CODES } from '../../src/host/host-request.ts'

test('docs/abi.md lists the codes of files as guests get them', () => {
  const text = readFileSync(new URL('../../../../docs/abi.md', import.meta.url), 'utf8')
  const section = text.slice(text.indexOf('\n## Files'), text.indexOf('\n## What comes out'))
  const listed = [...section.matchAll(/^\| (-\d+) \| `([a-z-]+)` \|/gm)].map(([, code, name]) => [name, Number(code)])
  expect(listed).toEqual(Object.entries(FAILURE_CODES).filter(([, code]) => code >= FAILURE_CODES['input-output']))
})
