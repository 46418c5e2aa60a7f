import { expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import { type Figures, figuresOf, oracleAlone } from './fuel-figures.ts'
import { askSpecOracle } from './fuel-oracle.ts'
import figures from './golden/figures.json' with { type: 'json' }
import { archivePath } from './suite-archive.ts'

test('the figures of the test suite are still what wasmtime says', { timeout: 120_000 }, async (context) => {
  const archive = archivePath()
  if (archive === undefined) return context.skip('needs test-data: wasm-spec/testsuite.tar.gz')
  if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
  const oracle = await askSpecOracle(archive)
  expect(oracleAlone(figures as Figures)).toEqual(oracleAlone(figuresOf(oracle, {})))
})

test('the figures of the test suite add to those of wasmtime in the scripts that are known alone', () => {
  const rows = Object.entries(figures as Figures).flatMap(([script, list]) =>
    list.flatMap((row) => (row?.match(/\d+[<>]\d*/g) ?? []).map((figure) => `${script}: ${figure}`)),
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((row) => !EXPLAINED.includes(row.replace(/:.*/, '')))).toEqual([])
})

/** Scripts with calls of references and catches, and one that runs what a failed instantiation left in a table. */
const EXPLAINED = ['br_on_non_null', 'call_ref', 'linking', 'ref_as_non_null', 'throw']
