import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { scaffoldSkill } from '../src/index.ts'
import { inProjectFolder } from './project-folder.ts'
import { runSkill } from './run-skill.ts'
import { SKILL_INPUTS } from './skill-inputs.ts'

const compiler = dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json'))

// What `npm install && npm run build` does, with the compiler that is installed already.
function build(files: ReadonlyMap<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  return inProjectFolder(files, async (folder) => {
    await mkdir(join(folder, 'node_modules'))
    await symlink(compiler, join(folder, 'node_modules', 'assemblyscript'), 'junction')
    const { scripts } = JSON.parse(files.get('package.json') ?? '{}')
    const [program, ...options] = scripts.build.split(' ')
    expect(program).toBe('asc')
    const asc = join(folder, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
    const { stderr } = await promisify(execFile)(process.execPath, [asc, ...options], { cwd: folder })
    expect(stderr).toBe('')
    return new Uint8Array(await readFile(join(folder, 'skill.wasm')))
  })
}

let wasm: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  wasm = await build(scaffoldSkill('word-count', { template: 'assemblyscript' }))
}, 60_000)

test('imports from blufio only, and exports memory and run only', async () => {
  const module = await WebAssembly.compile(wasm)
  expect([...new Set(WebAssembly.Module.imports(module).map((each) => each.module))]).toEqual(['blufio'])
  const exported = WebAssembly.Module.exports(module).map((each) => each.name)
  expect(exported.sort()).toEqual(['memory', 'run'])
})

test.each(SKILL_INPUTS)('answers %s', async (input, answer) => {
  const { output } = await runSkill(wasm, input)
  expect(JSON.parse(output)).toEqual(answer)
})

test('logs what it did', async () => {
  expect((await runSkill(wasm, '"a b c"')).logs).toEqual([[2, 'counted 3 words']])
  expect((await runSkill(wasm, '"a"')).logs).toEqual([[2, 'counted 1 word']])
  expect((await runSkill(wasm, '{"text":1}')).logs).toEqual([[4, 'the "text" of the input must be a string']])
})

test('counts the words of a long text with many escapes', async () => {
  const text = 'line "quoted"\n'.repeat(50_000)
  const { output } = await runSkill(wasm, JSON.stringify({ text }))
  expect(JSON.parse(output)).toEqual({ words: 100_000, longest: '"quoted"' })
})

test('compiles with a nasty name, description and author', { timeout: 60_000 }, async () => {
  const nasty = '"""\\ */ \n\u202e `{x}`'
  const files = scaffoldSkill('-_7', { template: 'assemblyscript', description: nasty, author: nasty })
  expect(JSON.parse((await runSkill(await build(files), '"x"')).output)).toEqual({ words: 1, longest: 'x' })
})
