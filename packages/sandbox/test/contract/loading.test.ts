import { sha256Hex } from '@blufio/core'
import { createSkillRuntime } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const PLAIN = skillWat('')

describe.each(ISOLATIONS)('a runtime, $isolation', (options) => {
  test('starts empty and lists what is loaded', async () => {
    await withRuntime(options, async (runtime) => {
      expect(runtime.listSkills()).toEqual([])
      await runtime.loadSkill(manifestOf({ name: 'one' }), PLAIN)
      await runtime.loadSkill(manifestOf({ name: 'two' }), PLAIN)
      expect(runtime.listSkills().map(({ name }) => name)).toEqual(['one', 'two'])
      expect(runtime.hasSkill('one')).toBe(true)
      expect(runtime.hasSkill('constructor')).toBe(false)
    })
  })

  test('rejects a skill that it does not know', async () => {
    await withRuntime(options, async (runtime) => {
      await expect(runtime.invoke({ skillName: 'nobody', input: {} })).rejects.toMatchObject({
        code: 'ERR_SKILL_UNKNOWN',
      })
    })
  })

  test('replaces a skill that is loaded again', async () => {
    await withRuntime(options, async (runtime) => {
      const answer = (text: string) =>
        skillWat('(call $set_output (i32.const 0) (i32.const 3))', `(data (i32.const 0) "${text}")`)
      for (const text of ['one', 'two', 'six']) {
        await runtime.loadSkill(manifestOf(), answer(text))
        expect((await runtime.invoke({ skillName: 'test-skill', input: null })).content).toBe(text)
      }
      expect(runtime.listSkills()).toHaveLength(1)
    })
  })

  test('keeps the skill it has when its replacement is refused', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), PLAIN)
      await expect(runtime.loadSkill(manifestOf(), new Uint8Array(8))).rejects.toMatchObject({
        code: 'ERR_WASM_MALFORMED',
      })
      expect((await runtime.invoke({ skillName: 'test-skill', input: null })).outcome).toBe('ok')
    })
  })

  test('loads only the very bytes that were approved', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), PLAIN, { sha256: await sha256Hex(PLAIN) })
      const changed = Uint8Array.from([...PLAIN, 0, 1, 0])
      await expect(runtime.loadSkill(manifestOf(), changed, { sha256: await sha256Hex(PLAIN) })).rejects.toMatchObject({
        code: 'ERR_SKILL_DIGEST',
      })
    })
  })

  test('does nothing more once it is closed', async () => {
    const runtime = await createSkillRuntime(options)
    await runtime.loadSkill(manifestOf(), PLAIN)
    await runtime.close()
    await runtime.close()
    expect(runtime.listSkills()).toEqual([])
    await expect(runtime.invoke({ skillName: 'test-skill', input: null })).rejects.toMatchObject({
      code: 'ERR_RUNTIME_CLOSED',
    })
    await expect(runtime.loadSkill(manifestOf(), PLAIN)).rejects.toMatchObject({ code: 'ERR_RUNTIME_CLOSED' })
  })

  test.each([
    ['no module', new Uint8Array([1, 2, 3]), 'ERR_WASM_MALFORMED', /not a WebAssembly module/],
    ['a component', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]), 'ERR_WASM_UNSUPPORTED', /component/],
    ['a path', './skill.wasm' as never, 'ERR_WASM_NOT_BYTES', /got: string/],
    [
      'WASI preview 0',
      wat(
        '(module (import "wasi_unstable" "fd_write" (func (param i32 i32 i32 i32) (result i32))) (func (export "run")))',
      ),
      'ERR_SKILL_IMPORT',
      /wasi_unstable\.fd_write/,
    ],
    ['an invalid function', wat('(module (func (export "run") (result i32)))'), 'ERR_WASM_INVALID', /not valid/],
    [
      'an unknown module',
      wat('(module (import "env" "abort" (func)) (func (export "run")))'),
      'ERR_SKILL_IMPORT',
      /env\.abort/,
    ],
    [
      'an unknown function',
      wat('(module (import "blufio" "exec" (func)) (func (export "run")))'),
      'ERR_SKILL_IMPORT',
      /blufio\.exec/,
    ],
    [
      'a memory',
      wat('(module (import "blufio" "memory" (memory 1)) (func (export "run")))'),
      'ERR_SKILL_IMPORT',
      /blufio\.memory/,
    ],
    [
      'another signature',
      wat('(module (import "blufio" "log" (func (param i64))) (func (export "run")))'),
      'ERR_SKILL_IMPORT',
      /\(i64\) -> \(\)/,
    ],
    [
      'http_request of another type',
      wat('(module (import "blufio" "http_request" (func (param i32 i32) (result i32))) (func (export "run")))'),
      'ERR_SKILL_IMPORT',
      /\(i32, i32\) -> \(i32\), it is \(i32, i32, i32, i32, i32\) -> \(i32\)/,
    ],
    [
      'a main that takes something',
      wat('(module (func (export "_start") (param i32)))'),
      'ERR_SKILL_EXPORT',
      /_start: \(\) -> \(\)/,
    ],
    ['no run', wat('(module (memory (export "memory") 1))'), 'ERR_SKILL_EXPORT', /run: \(\) -> \(\)/],
    [
      'a run that takes something',
      wat('(module (func (export "run") (param i32)))'),
      'ERR_SKILL_EXPORT',
      /\(i32\) -> \(\)/,
    ],
    [
      'a run that is no function',
      wat('(module (global (export "run") i32 (i32.const 0)))'),
      'ERR_SKILL_EXPORT',
      /a global/,
    ],
    [
      'shared memory',
      wat('(module (memory 1 1 shared) (func (export "run")))'),
      'ERR_WASM_UNSUPPORTED',
      /a shared memory/,
    ],
  ])('refuses a module with %s', async (_, wasm, code, message) => {
    await withRuntime(options, async (runtime) => {
      await expect(runtime.loadSkill(manifestOf(), wasm)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      })
      expect(runtime.hasSkill('test-skill')).toBe(false)
    })
  })

  test.each([
    [{ name: '../../x' }],
    [{ fuel: -1n }],
    [{ fuel: 2n ** 64n }],
    [{ fuel: 5 as never }],
    [{ memoryMb: 0 }],
    [{ memoryMb: Number.NaN }],
    [{ memoryMb: 65_537 }],
    [{ epochTimeoutSecs: 0 }],
    [{ epochTimeoutSecs: Number.POSITIVE_INFINITY }],
    [{ env: 'API_KEY' as never }],
    [{ env: (() => []) as never }],
  ])('refuses a manifest that no parser made: %o', async (changes) => {
    await withRuntime(options, async (runtime) => {
      await expect(runtime.loadSkill(manifestOf(changes), PLAIN)).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
    })
  })
})

describe.each(ISOLATIONS)('what is checked is what is kept, $isolation', (options) => {
  test('a manifest that its owner changes while it is loaded', async () => {
    await withRuntime(options, async (runtime) => {
      const manifest = manifestOf() as { name: string; resources: { fuel: bigint } }
      const loading = runtime.loadSkill(manifest as never, PLAIN, { sha256: await sha256Hex(PLAIN) })
      manifest.name = 'other'
      manifest.resources.fuel = 1n << 80n
      await loading
      expect(runtime.listSkills()).toEqual([manifestOf()])
    })
  })

  test('a listed manifest can not be changed', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), PLAIN)
      const [listed] = runtime.listSkills() as { resources: { fuel: bigint } }[]
      expect(() => {
        if (listed !== undefined) listed.resources.fuel = 0n
      }).toThrow(TypeError)
    })
  })

  test('a module that its owner changes while it is loaded', async () => {
    await withRuntime(options, async (runtime) => {
      const bytes = PLAIN.slice()
      const loading = runtime.loadSkill(manifestOf(), bytes, { sha256: await sha256Hex(PLAIN) })
      bytes.fill(0)
      await loading
      expect((await runtime.invoke({ skillName: 'test-skill', input: null })).outcome).toBe('ok')
    })
  })

  test('no manifest at all is told as such', async () => {
    await withRuntime(options, async (runtime) => {
      for (const manifest of [null, undefined, 7, {}, { name: 'x' }]) {
        await expect(runtime.loadSkill(manifest as never, PLAIN)).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
      }
    })
  })

  test('a runtime that is closed while a skill is loaded', async () => {
    const runtime = await createSkillRuntime(options)
    const loading = runtime.loadSkill(manifestOf(), PLAIN, { sha256: await sha256Hex(PLAIN) })
    const outcome = expect(loading).rejects.toMatchObject({ code: 'ERR_RUNTIME_CLOSED' })
    await runtime.close()
    await outcome
  })
})

test.each([
  [{ isolaton: 'inline' } as never],
  [{ loadTimeoutMs: 2 ** 31 }],
  [{ limits: { maxLogLine: 5 } as never }],
  [{ isolation: 'none' as never }],
  [{ workers: 0 }],
  [{ loadTimeoutMs: -1 }],
  [{ limits: { maxLogLines: 1.5 } }],
])('refuses options out of range: %o', async (options) => {
  await expect(createSkillRuntime(options)).rejects.toMatchObject({ code: 'ERR_OPTION' })
})
