import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { WASI } from 'node:wasi'
import { expect, test } from 'vitest'
import { WASI_SIGNATURES } from '../../src/host/wasi/signatures.ts'
import { WASI_FUNCTIONS } from '../../src/host/wasi/wasi-functions.ts'
import { hasOracle } from '../golden/oracle.ts'
import { wat } from '../support/wat.ts'
import { WasiGuest } from './wasi-guest.ts'

const NAMES = WASI_FUNCTIONS.map(({ name }) => name)
const DOC = readFileSync(new URL('../../../../docs/wasi.md', import.meta.url), 'utf8')
  .replace(/.*\n## Functions\n/s, '')
  .replace(/\n## .*/s, '')
/** The rows of the table of functions: names, and what they do. */
const ROWS = [...DOC.matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| (.*) \|$/gm)].map(([, names = '', text = '']) => ({
  names: names.replaceAll('`', '').split(', '),
  text,
}))

test('has every function of the snapshot once', () => {
  expect(NAMES).toHaveLength(46)
  expect([...NAMES].sort()).toEqual(Object.keys(WASI_SIGNATURES).sort())
})

test('has the functions that Node.js has, by their names', () => {
  const { wasiImport } = new WASI({ version: 'preview1' })
  expect([...NAMES].sort()).toEqual(Object.keys(wasiImport as object).sort())
})

test('has the types that wasmtime has', (context) => {
  if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
  const imports = WASI_FUNCTIONS.map(({ name, signature }) => {
    const [parameters = '', results = ''] = signature.split(' -> ').map((list) => list.replace(/[(),]/g, ''))
    return `(import "wasi_snapshot_preview1" "${name}" (func (param ${parameters}) (result ${results})))`
  })
  const script = `import sys
from wasmtime import Engine, Linker, Module, Store, WasiConfig
engine = Engine()
store, linker = Store(engine), Linker(engine)
store.set_wasi(WasiConfig())
linker.define_wasi()
linker.instantiate(store, Module(engine, sys.stdin.buffer.read()))
`
  const { status, stderr } = spawnSync('python3', ['-c', script], { input: wat(`(module ${imports.join('')})`) })
  expect(`${stderr}`).toBe('')
  expect(status).toBe(0)
})

test('is listed in full in docs/wasi.md', () => {
  expect(ROWS.flatMap(({ names }) => names).sort()).toEqual([...NAMES].sort())
})

test('answers ENOSYS, 52, to exactly the functions that docs/wasi.md says so of', async () => {
  const documented = ROWS.filter(({ text }) => text === 'answer `ENOSYS`').flatMap(({ names }) => names)
  const found: string[] = []
  for (const { name, signature } of WASI_FUNCTIONS) {
    const [parameters = ''] = signature.split(' -> ')
    const values = [...parameters.matchAll(/i(32|64)/g)].map(([, bits]) => (bits === '64' ? 0n : 0))
    if ((await (await WasiGuest.start()).call(name as never, ...values)) === 52) found.push(name)
  }
  expect(found.sort()).toEqual(documented.sort())
})
