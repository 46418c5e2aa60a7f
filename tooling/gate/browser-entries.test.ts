import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { browserEntries, bundleForBrowser } from './browser-entries.ts'

const tooling = join(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'blufio-browser-entries-'))
afterAll(() => rmSync(temporary, { recursive: true }))

describe('the built packages', () => {
  const entries = browserEntries(join(tooling, '..', 'packages'))

  test('offer the entries that browsers rely on', () => {
    expect(entries).toEqual(
      expect.arrayContaining(['@blufio/core', '@blufio/manifest', '@blufio/sandbox', '@blufio/sandbox/rewriter']),
    )
  })

  test.each(entries)('%s reaches no builtin of Node in a browser', async (entry) => {
    const { builtins, files } = await bundleForBrowser(entry, tooling)
    expect(files.length).toBeGreaterThan(0)
    expect(builtins).toEqual([])
  })
})

test('a page that has no bundler can load all of the sandbox: what it needs of other packages is in its own files', async () => {
  const { files } = await bundleForBrowser('@blufio/sandbox', tooling)
  const names = files.map((file) => basename(file))
  expect(names).toContainEqual(expect.stringMatching(/^http-client\.browser-/))
  expect(names).toContainEqual(expect.stringMatching(/^files\.opfs\.browser-/))
  expect(files.filter((file) => file.includes('node_modules'))).toEqual([])
  // undici is for Node.js alone.
  expect(names.filter((name) => name.includes('.node'))).toEqual([])
})

describe('the search for builtins', () => {
  const rows: readonly { title: string; files: Record<string, string>; builtin: string; importer: string }[] = [
    {
      title: 'a static import',
      files: { 'entry.js': "import { readFileSync } from 'node:fs'; export const read = readFileSync" },
      builtin: 'node:fs',
      importer: 'entry.js',
    },
    {
      title: 'a dynamic import behind a file',
      files: { 'entry.js': "export * from './inner.js'", 'inner.js': "export const load = () => import('node:os')" },
      builtin: 'node:os',
      importer: 'inner.js',
    },
    {
      title: 'a bare require in a dependency',
      files: {
        'entry.js': "export * from 'dependency'",
        'node_modules/dependency/package.json': '{"name":"dependency","main":"./index.cjs"}',
        'node_modules/dependency/index.cjs': "exports.path = require('path')",
      },
      builtin: 'path',
      importer: 'index.cjs',
    },
    {
      title: 'an import in a worker',
      files: {
        'entry.js':
          "export const start = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })",
        'worker.js': "import { parentPort } from 'node:worker_threads'; export const port = parentPort",
      },
      builtin: 'node:worker_threads',
      importer: 'worker.js',
    },
  ]

  test.each(rows)('finds $title', async ({ title, files, builtin, importer }) => {
    const folder = write(title, files)
    const { builtins } = await bundleForBrowser('./entry.js', folder)
    expect(builtins).toEqual([{ builtin, importer: expect.stringMatching(new RegExp(`${importer}$`)) }])
  })

  test("passes a builtin that the dependency's own browser field takes out", async () => {
    const folder = write('replaced', {
      'entry.js': "export * from 'dependency'",
      'node_modules/dependency/package.json': '{"name":"dependency","main":"./index.cjs","browser":{"fs":false}}',
      'node_modules/dependency/index.cjs': "exports.fs = require('fs')",
    })
    expect((await bundleForBrowser('./entry.js', folder)).builtins).toEqual([])
  })

  test('fails on an entry that leads nowhere', async () => {
    await expect(bundleForBrowser('./nothing.js', write('missing', {}))).rejects.toThrow('nothing.js')
  })
})

function write(name: string, files: Record<string, string>): string {
  const folder = join(temporary, name.replaceAll(' ', '-'))
  mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
