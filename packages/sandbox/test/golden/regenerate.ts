// Writes figures.json anew: node test/golden/regenerate.ts (needs python3 with wasmtime 49.0.0).
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { goldenCases } from './cases.ts'
import { askOracle } from './oracle.ts'

const cases = await goldenCases()
const figures = askOracle(cases)
const rows = cases.map(({ name, wasm, calls }, index) => ({
  name,
  sha256: createHash('sha256').update(wasm).digest('hex'),
  startup: figures[index]?.startup,
  calls: calls.map((call, position) => ({ call, fuel: figures[index]?.calls[position] })),
}))
writeFileSync(new URL('./figures.json', import.meta.url), `${JSON.stringify(rows, null, 1)}\n`)
