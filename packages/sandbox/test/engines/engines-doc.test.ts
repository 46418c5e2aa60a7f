import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KEEPS_RESULTS } from '../../../../tooling/testing/engines/results.ts'
import { DIFFERENCES } from './differences.ts'
import { ENGINES } from './engines.ts'
import { engineTables, withTables } from './engines-doc.ts'

const FILE = new URL('../../../../docs/engines.md', import.meta.url)

test('docs/engines.md has the tables of what was tested', () => {
  const text = readFileSync(FILE, 'utf8')
  const now = withTables(text, Object.values(engineTables()))
  if (KEEPS_RESULTS) writeFileSync(FILE, now)
  else expect(text).toBe(now)
})

test('every difference is one of an engine that is tested', () => {
  const names = new Set(ENGINES.map(({ name }) => name))
  for (const { feature, lackedBy } of DIFFERENCES) {
    expect(lackedBy.length, feature).toBeGreaterThan(0)
    for (const name of lackedBy) expect(names, feature).toContain(name)
  }
})
