import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_RUN_LIMITS } from '@blufio/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'

const PACKAGES = join(import.meta.dirname, '..', '..', 'packages')
const SKILL = join(PACKAGES, 'sandbox', 'test', 'fixtures', 'rust-word-count')
const SANDBOX = readmeOf('sandbox')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, '..', 'node_modules', '.readme-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function readmeOf(name: string): string {
  return readFileSync(join(PACKAGES, name, 'README.md'), 'utf8')
}

function examples(readme: string): string[] {
  return Array.from(readme.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code)
}

function run(code: string): string {
  writeFileSync(join(folder, 'example.mjs'), code)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

test('the first example of the sandbox runs as it is', () => {
  cpSync(SKILL, join(folder, 'word-count'), { recursive: true })
  expect(run(examples(SANDBOX)[0] ?? '')).toMatch(/^\{"words":4,"longest":"count"\} \d+n\n$/)
})

test('the example of events runs, given a skill', () => {
  cpSync(SKILL, join(folder, 'word-count'), { recursive: true })
  const given = `
    import { readFile } from 'node:fs/promises'
    import { loadManifest } from '@blufio/manifest/node'
    const manifest = await loadManifest('word-count/skill.toml')
    await runtime.loadSkill(manifest, await readFile('word-count/skill.wasm'))
    await runtime.invoke({ skillName: manifest.name, input: { text: '' } })`
  expect(run(`${examples(SANDBOX)[1]}${given}`)).toMatch(/^\S+ ok \d+n\n$/)
})

test('the example of the rewriter runs, given a module', () => {
  // (module (func (export "run")))
  const given = `const wasm = Buffer.from('0061736d01000000010401600000030201000707010372756e00000a040102000b', 'hex')
    const imports = {}\n`
  expect(run(`${given}${examples(SANDBOX)[2]}`)).toBe('1n\n')
})

test('the sandbox tells the limits as they are', () => {
  const rows = Array.from(SANDBOX.matchAll(/^\| `limits\.(\w+)` \| ([\d,]+) \|/gm), ([, name = '', value = '']) => [
    name,
    Number(value.replaceAll(',', '')),
  ])
  expect(Object.fromEntries(rows)).toEqual(DEFAULT_RUN_LIMITS)
})

test('the example of core runs, given a runtime', () => {
  const given =
    "import { createSkillRuntime } from '@blufio/sandbox'\nconst runtime = await createSkillRuntime()\nconsole.error = console.log\n"
  expect(run(given + examples(readmeOf('core'))[0])).toMatch(/^ERR_SKILL_UNKNOWN .+\n$/)
})

test.each(readdirSync(PACKAGES))('the links of %s lead on from npm too: none is relative', (name) => {
  expect(readmeOf(name).match(/\]\((?!https:\/\/|#)[^)]*\)/g)).toBeNull()
})

test.each(readdirSync(PACKAGES))('the links of %s into this repository lead to a file', (name) => {
  const links = readmeOf(name).matchAll(/github\.com\/blufio\/blufio-ts\/(?:blob|tree)\/main\/([^)#]+)/g)
  const paths = Array.from(links, ([, path = '']) => path)
  expect(paths.filter((path) => !existsSync(join(PACKAGES, '..', path)))).toEqual([])
})
