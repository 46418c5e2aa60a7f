import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SQLITE_WASM = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm-browser.wasm')

/** A page's script: installs a skill and says what the registry then holds. */
const PAGE = `
  import { openSkillStore } from '@blufio/store'
  export async function run(sqliteWasm) {
    const store = await openSkillStore({ memory: true, sqliteWasm })
    await store.install({
      manifest: { name: 'in-a-page', version: '1.0.0', description: '', capabilities: { env: [] }, wasmEntry: 'skill.wasm',
        resources: { fuel: 1n, memoryMb: 1, epochTimeoutSecs: 1 } },
      manifestToml: '', wasm: new Uint8Array([1, 2, 3]),
    })
    const names = (await store.list()).map(({ name }) => name)
    const wasm = [...(await store.readSkill('in-a-page')).wasm]
    await store.close()
    const refused = await openSkillStore({ name: 'kept', sqliteWasm }).catch((error) => error.code)
    return { names, wasm, refused }
  }`

async function bundle(splitting: boolean) {
  return build({
    stdin: { contents: PAGE, resolveDir: HERE },
    bundle: true,
    write: false,
    outdir: HERE,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    splitting,
  })
}

test('a bundler finds all that a page needs, and no module of Node', async () => {
  const { metafile, warnings } = await bundle(false)
  expect(warnings).toEqual([])
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.some((input) => input.endsWith('sql-wasm-browser.js'))).toBe(true)
  expect(inputs.filter((input) => input.includes('.node.'))).toEqual([])
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  expect(imports.filter(({ external }) => external)).toEqual([])
})

test('sql.js is in a part of its own, loaded when a store is opened', async () => {
  const { metafile } = await bundle(true)
  const entry = Object.values(metafile.outputs).find((output) => output.entryPoint !== undefined)
  expect(Object.keys(entry?.inputs ?? {}).filter((input) => input.includes('sql.js'))).toEqual([])
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-page-'))
  const { outputFiles } = await bundle(false)
  await writeFile(join(folder, 'page.mjs'), outputFiles[0]?.contents ?? '')
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs the bundle where sql.js takes itself to be in a browser's worker. */
function runPage(sqliteWasm: Uint8Array | string): Promise<unknown> {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    globalThis.WorkerGlobalScope = class {}
    globalThis.self = globalThis
    globalThis.location = { href: 'http://localhost/' }
    import(workerData.page).then(({ run }) => run(workerData.sqliteWasm))
      .then((result) => parentPort.postMessage(result), (error) => parentPort.postMessage(error.code ?? String(error)))`
  const worker = new Worker(script, { eval: true, workerData: { page: join(folder, 'page.mjs'), sqliteWasm } })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject)
  }).finally(() => worker.terminate())
}

const EXPECTED = { names: ['in-a-page'], wasm: [1, 2, 3], refused: 'ERR_STORE_UNAVAILABLE' }

test('the bundle runs with the bytes of sql.js at hand', async () => {
  expect(await runPage(await readFile(SQLITE_WASM))).toEqual(EXPECTED)
})

test('the bundle runs with the address of sql.js, and says when nothing is there', async () => {
  const bytes = await readFile(SQLITE_WASM)
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/sqlite.wasm' ? 200 : 404).end(request.url === '/sqlite.wasm' ? bytes : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  try {
    expect(await runPage(`${origin}/sqlite.wasm`)).toEqual(EXPECTED)
    expect(await runPage(`${origin}/nothing.wasm`)).toBe('ERR_STORE_SQLITE')
  } finally {
    server.close()
  }
})
