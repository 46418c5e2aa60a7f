import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DIFFERENCES } from './differences.ts'
import { ENGINES } from './engines.ts'
import { engineTables } from './engines-doc.ts'

const text = readFileSync(new URL('../../../../docs/engines.md', import.meta.url), 'utf8')

test.each(Object.entries(engineTables()))('docs/engines.md has the table of %s as it is tested', (_, table) => {
  expect(text).toContain(`\n${table}\n`)
})

test('every difference is one of an engine that is tested', () => {
  const names = new Set(ENGINES.map(({ name }) => name))
  for (const { feature, lackedBy } of DIFFERENCES) {
    expect(lackedBy.length, feature).toBeGreaterThan(0)
    for (const name of lackedBy) expect(names, feature).toContain(name)
  }
})
