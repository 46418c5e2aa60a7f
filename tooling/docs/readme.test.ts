import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const SKILL = join(ROOT, 'packages', 'sandbox', 'test', 'fixtures', 'rust-word-count')
const BLUFIO = join(ROOT, 'packages', 'cli', 'dist', 'blufio.js')

let folder = ''
beforeAll(() => {
  // Inside the workspace of this package, which has all packages of the README in its node_modules.
  folder = mkdtempSync(join(import.meta.dirname, '..', 'node_modules', '.readme-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The code below a heading of the README. */
function example(heading: string): string {
  const code = new RegExp(`## ${heading}\\n[^]*?\`\`\`(?:js|sh)\\n([^]*?)\`\`\``).exec(README)?.[1]
  if (code === undefined) throw new Error(`the README has no example below '${heading}'`)
  return code
}

function run(code: string): string {
  writeFileSync(join(folder, 'example.mjs'), code)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

test('the example for a program runs as it is and prints what it says', () => {
  cpSync(SKILL, join(folder, 'word-count'), { recursive: true })
  const output = run(example('In a program'))
  expect(output).toContain('ok {"words":4,"longest":"count"}')
  expect(output).toMatch(/^\d+n \d+ [\d.]+$/m)
})

test('the example for a page runs as it is, given what a page has', () => {
  const page = `import { readFile } from 'node:fs/promises'
    globalThis.document = { title: 'one two three' }
    globalThis.fetch = async (url) => new Response(await readFile(new URL(url, 'file://${SKILL}/')))\n`
  const output = run(`${page}${example('In a page')}\nconsole.log(content); await runtime.close()`)
  expect(JSON.parse(output)).toEqual({ words: 3, longest: 'three' })
})

test('the example of metering runs as it is, and ends an endless module', () => {
  // (module (func (export "run") (loop (br 0))))
  const endless = '0061736d01000000010401600000030201000707010372756e00000a0901070003400c000b0b'
  writeFileSync(join(folder, 'someone-elses.wasm'), Buffer.from(endless, 'hex'))
  expect(run(example('Any WebAssembly, metered'))).toMatch(/^ERR_FUEL_EXHAUSTED\n10000\d\dn\n$/)
})

test('the example for a terminal names commands and options that exist', () => {
  const lines = example('At a terminal').split('\n')
  const commands = lines
    .flatMap((line) => line.split('&&'))
    .flatMap((part) => /\bblufio skill (\w+)(.*)/.exec(part) ?? [])
  expect(commands.length).toBeGreaterThanOrEqual(8)
  for (const line of lines) {
    const [, command, rest] = /\bblufio skill (\w+)(.*)/.exec(line) ?? []
    if (command === undefined) continue
    const { stdout, status } = spawnSync(process.execPath, [BLUFIO, 'skill', command, '--help'], { encoding: 'utf8' })
    expect(status).toBe(0)
    for (const option of rest?.match(/--[a-z-]+/g) ?? []) expect(stdout).toContain(option)
  }
})
