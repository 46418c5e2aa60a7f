import { describe, expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { goldenCases } from '../golden/cases.ts'
import figures from '../golden/figures.json' with { type: 'json' }
import { compareFuel, type Figures } from '../spec/fuel-figures.ts'
import suiteFigures from '../spec/golden/figures.json' with { type: 'json' }
import { unexplainedRefusals } from '../spec/refusals.ts'
import type { Report } from '../spec/report.ts'
import { archivePath, readArchive } from '../spec/suite-archive.ts'
import { answerOn } from './answer.ts'
import { WASM_ENGINES } from './engines.ts'
import type { MeasuredCase, PostedCase } from './golden-page.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** What an engine does wrong of itself, in the plain module as in the rewritten one; JavaScriptCore of WebKitGTK 2.50. */
const OWN_FAULTS: Readonly<Record<string, readonly string[]>> = {
  'JavaScriptCore in WebKit': [
    'array_init_elem:157 assert_return, array_eq_elems: returned | i32:00000000',
    'array_init_elem:178 assert_return, run: returned | i32:00000000',
  ],
}

describe.each(WASM_ENGINES)('$name', (engine) => {
  test('counts the fuel of the golden cases as wasmtime 49 does', { timeout: 120_000 }, async (context) => {
    const path = programOf(engine, context)
    const input = (await goldenCases()).map(({ wasm, calls }): PostedCase => ({ wasm: base64(wasm), calls }))
    const measured = await answerOn<MeasuredCase[]>(engine, path, {
      script: 'golden-page.ts',
      input,
      timeoutMs: 100_000,
    })
    const known = figures.map(({ startup, calls }) => ({ startup, calls: calls.map(({ fuel }) => fuel) }))
    // A module that this engine refuses has no figure on it; most must have one.
    const taken = measured.flatMap((row, index) => (row === null ? [] : [index]))
    expect(taken.length).toBeGreaterThan(known.length * 0.75)
    expect(taken.map((index) => measured[index])).toEqual(taken.map((index) => known[index]))
  })

  test('runs the WebAssembly test suite the same, plain and metered', { timeout: 300_000 }, async (context) => {
    const archive = archivePath()
    if (archive === undefined) return context.skip('needs test-data: wasm-spec/testsuite.tar.gz')
    const path = programOf(engine, context)
    const input = Object.fromEntries([...readArchive(archive)].map(([file, bytes]) => [file, base64(bytes)]))
    const report = await answerOn<Report>(engine, path, { script: 'suite-page.ts', input, timeoutMs: 280_000 })
    expect(report.differences).toEqual([])
    expect(report.unexpected).toEqual(OWN_FAULTS[engine.name] ?? [])
    expect(unexplainedRefusals(report)).toEqual([])
    expect(report.counts['compared calls']).toBeGreaterThan(27_000)
    expect(compareFuel(report.fuel, suiteFigures as Figures).differences).toEqual([])
  })
})
