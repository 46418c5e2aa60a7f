import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatManifest } from '../../src/format-manifest.ts'
import { ManifestError, type ManifestIssue } from '../../src/manifest-error.ts'
import { parseConfig } from '../../src/parse-config.ts'
import { parseManifest } from '../../src/parse-manifest.ts'
import { manifest } from './manifests.ts'
import { tomlText } from './toml-texts.ts'

/** Fails unless `toml` is either accepted or refused with places that it has; returns whether it was accepted. */
function judge(toml: string, parse: (toml: string) => unknown = parseManifest): boolean {
  try {
    parse(toml)
    return true
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    expect(error.code).toMatch(/^ERR_(?:MANIFEST|CONFIG)_(?:TOO_LARGE|SYNTAX|INVALID)$/)
    expect(error.issues.length).toBeGreaterThan(0)
    for (const issue of error.issues) expectPlace(toml, issue)
    return false
  }
}

function expectPlace(toml: string, { line, column }: ManifestIssue): void {
  const lines = toml.replace(/^\ufeff/, '').split('\n')
  expect(line).toBeGreaterThanOrEqual(1)
  expect(line).toBeLessThanOrEqual(lines.length)
  expect(column).toBeGreaterThanOrEqual(1)
  expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 2)
}

const SHARDS = [
  ...'[]{}=.,#"\'\\\n\r\t ',
  ...['"""', "'''", '[[', ']]', '\0', '\ufeff', '\ud800', '\u202e', '__proto__', 'constructor'],
  ...[
    'skill',
    'name',
    'version',
    'description',
    'capabilities',
    'env',
    'network',
    'domains',
    'filesystem',
    'resources',
    'fuel',
    'wasm',
  ],
  ...['1', '-1', '18446744073709551616', '1e309', 'nan', 'true', '1979-05-27', '0x', '_'],
]

test('random text is refused with places', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (toml) => {
    judge(toml)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('random pieces of TOML are judged', () => {
  const text = fc.array(fc.constantFrom(...SHARDS), { maxLength: 60 }).map((parts) => parts.join(''))
  const property = fc.property(text, (toml) => {
    judge(toml)
    judge(toml, parseConfig)
  })
  fc.assert(property, { numRuns: 2000 })
})

test('TOML that is no manifest is refused with places', () => {
  const property = fc.property(tomlText, ({ text }) => {
    expect(judge(text)).toBe(false)
  })
  fc.assert(property, { numRuns: 500 })
})

test('a manifest with random pieces cut out and put in is judged', () => {
  let accepted = 0
  let refused = 0
  const change = fc.record({ at: fc.nat(), length: fc.nat(10), filling: fc.constantFrom('', ...SHARDS) })
  fc.assert(
    fc.property(manifest, fc.array(change, { minLength: 1, maxLength: 3 }), (original, changes) => {
      let toml = formatManifest(original)
      for (const { at, length, filling } of changes) {
        const start = at % (toml.length + 1)
        toml = toml.slice(0, start) + filling + toml.slice(start + length)
      }
      if (judge(toml)) accepted++
      else refused++
    }),
    { numRuns: 1500 },
  )
  expect(accepted).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(50)
})

test('a manifest cut off anywhere is judged', () => {
  const toml =
    readFileSync(new URL('../../../../docs/manifest.md', import.meta.url), 'utf8').match(
      /```toml\n([\s\S]*?)```/,
    )?.[1] ?? ''
  expect(judge(toml)).toBe(true)
  for (let length = 0; length < toml.length; length++) judge(toml.slice(0, length))
})
