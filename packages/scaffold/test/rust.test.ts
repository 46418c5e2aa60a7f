import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'smol-toml'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { missingRust } from '../../../tooling/rust/missing-rust.ts'
import { scaffoldSkill } from '../src/index.ts'
import { inProjectFolder } from './project-folder.ts'
import { runSkill } from './run-skill.ts'
import { SKILL_INPUTS } from './skill-inputs.ts'

const TARGET = 'wasm32-unknown-unknown'
const cargo = process.env['CARGO'] || 'cargo'
const missing = missingRust()

function build(files: ReadonlyMap<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  return inProjectFolder(files, async (folder) => {
    const { stderr } = await promisify(execFile)(cargo, ['build', '--release', '--offline', '--target', TARGET], {
      cwd: folder,
      env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') },
    })
    expect(stderr).not.toContain('warning')
    const { name } = parse(files.get('Cargo.toml') ?? '')['package'] as { name: string }
    return new Uint8Array(await readFile(join(folder, 'target', TARGET, 'release', `${name}.wasm`)))
  })
}

describe('a Rust project', { timeout: 120_000 }, () => {
  let wasm: Uint8Array<ArrayBuffer>
  beforeAll(async () => {
    if (missing !== undefined) return
    wasm = await build(scaffoldSkill('word-count'))
  }, 120_000)
  beforeEach((context) => {
    if (missing !== undefined) context.skip(missing)
  })

  test('imports from blufio only, and exports memory and run', async () => {
    const module = await WebAssembly.compile(wasm)
    expect([...new Set(WebAssembly.Module.imports(module).map((each) => each.module))]).toEqual(['blufio'])
    const exported = WebAssembly.Module.exports(module).map((each) => each.name)
    expect(exported).toEqual(expect.arrayContaining(['memory', 'run']))
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

  test('is small', () => expect(wasm.length).toBeLessThan(40_000))

  test.each(['7zip', 'fn', '-x', '_', 'A-B_c', 'Test', 'std', 'build', 'x'.repeat(64)])(
    'compiles when the skill is called %s',
    async (name) => {
      const nasty = '"""\\ */ \n\u202e {x}'
      const files = scaffoldSkill(name, { description: nasty, author: nasty })
      expect(JSON.parse((await runSkill(await build(files), '"x"')).output)).toEqual({ words: 1, longest: 'x' })
    },
  )
})
