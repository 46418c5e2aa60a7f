import type { SkillResult } from '@blufio/core'
import type { SkillRuntimeOptions, WasmSkillRuntime } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ownFiles } from '../support/data-folder.ts'
import { BUFFER, type FileCall, type FileSkill, fileSkill } from '../support/file-skill.ts'
import { ISOLATIONS, type ManifestChanges, manifestOf, withRuntime } from '../support/skills.ts'

/** Everything that a guest can ask of files, and what it needs a grant for. */
const CALLS: readonly (FileCall & { readonly list: 'read' | 'write' })[] = [
  { call: 'read_file', path: 'cache/x', rest: [BUFFER, 8], list: 'read' },
  { call: 'list_dir', path: 'cache/x', rest: [BUFFER, 8], list: 'read' },
  { call: 'stat_path', path: 'cache/x', rest: [BUFFER], list: 'read' },
  { call: 'write_file', path: 'cache/x', rest: [BUFFER, 8], list: 'write' },
  { call: 'remove_path', path: 'cache/x', list: 'write' },
  { call: 'make_dir', path: 'cache/x', list: 'write' },
]

const CACHE = { read: ['cache'], write: ['cache'] }
const NOT_FOUND = -2
const INVALID = -1

interface Loading extends ManifestChanges, FileSkill {
  readonly filesystem?: { readonly read: readonly string[]; readonly write: readonly string[] }
}

async function load(runtime: WasmSkillRuntime, calls: readonly FileCall[], loading: Loading = {}): Promise<void> {
  const { filesystem = CACHE, data, output, endless, ...changes } = loading
  const skill = { ...(data && { data }), ...(output && { output }), ...(endless && { endless }) }
  await runtime.loadSkill({ ...manifestOf(changes), capabilities: { env: [], filesystem } }, fileSkill(calls, skill))
}

function invoke(runtime: WasmSkillRuntime, options?: { signal: AbortSignal }): Promise<SkillResult> {
  return runtime.invoke({ skillName: 'test-skill', input: null }, options)
}

/** Only on the caller's thread, and only in engines that can't suspend a guest, there is no way to wait for a file. */
const canSuspend = 'Suspending' in WebAssembly

/** Runs `use` where guests can wait for files; else sees that loading one says so. */
async function withFiles(
  options: SkillRuntimeOptions,
  use: (runtime: WasmSkillRuntime) => Promise<void>,
): Promise<void> {
  await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
    if (options.isolation !== 'inline' || canSuspend) return use(runtime)
    await expect(load(runtime, CALLS)).rejects.toMatchObject({ code: 'ERR_SKILL_WAITS' })
  })
}

const ENDS = ['timed-out', 'cancelled'] as const

const STORAGES = [
  { where: 'where this runtime keeps them', storage: {} },
  { where: 'in memory', storage: { files: { storage: 'memory' } } },
] as const

const ROWS = STORAGES.flatMap(({ where, storage }) => {
  return ISOLATIONS.map((isolation) => ({
    where,
    isolation: isolation.isolation,
    options: { ...storage, ...isolation },
  }))
})

describe.each(ROWS)('files $where, $isolation', ({ options }) => {
  test.each(CALLS)('$call without any grant is denied, and says which line is missing', async (asked) => {
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), fileSkill([asked]))
      expect(await invoke(runtime)).toMatchObject({
        outcome: 'denied',
        isError: true,
        content: `capability not permitted: ${asked.call} of cache/x: add "cache/x" to [capabilities.filesystem] ${asked.list}`,
      })
    })
  })

  test.each(CALLS)('$call with only the other grant is denied, and what is beside a grant', async (asked) => {
    await withFiles(options, async (runtime) => {
      const other = asked.list === 'read' ? { read: [], write: ['cache'] } : { read: ['cache'], write: [] }
      await load(runtime, [asked], { filesystem: other })
      const expected = {
        outcome: 'denied',
        content: expect.stringContaining(`add "cache/x" to [capabilities.filesystem]`),
      }
      expect(await invoke(runtime)).toMatchObject(expected)
      for (const path of ['cache-evil/x', '/cache/x', '~/cache/x', 'cache/../cache/x', '/']) {
        await load(runtime, [{ ...asked, path }])
        expect((await invoke(runtime)).outcome).toBe('denied')
      }
    })
  })

  test('what is granted works: write, read, list, tell, make, remove', async () => {
    await withFiles(options, async (runtime) => {
      const calls: readonly FileCall[] = [
        { call: 'read_file', path: 'cache/x', rest: [0, 0], gives: NOT_FOUND },
        { call: 'write_file', path: 'cache/x', rest: [BUFFER, 7], gives: 0 },
        { call: 'read_file', path: 'cache/x', rest: [0, 0], gives: 7 },
        { call: 'read_file', path: 'cache/x', rest: [BUFFER + 100, 3], gives: 7 },
        { call: 'make_dir', path: 'cache/d', gives: 0 },
        { call: 'make_dir', path: 'cache/d', gives: -3 },
        { call: 'list_dir', path: 'cache', rest: [BUFFER + 103, 100], gives: 5 },
        { call: 'stat_path', path: 'cache/x', rest: [BUFFER + 200], gives: 0 },
        { call: 'stat_path', path: 'cache/d', rest: [BUFFER + 200], gives: 0 },
        { call: 'read_file', path: 'cache/d', rest: [0, 0], gives: -4 },
        { call: 'list_dir', path: 'cache/x', rest: [0, 0], gives: -5 },
        { call: 'write_file', path: 'cache/d/y', rest: [BUFFER, 0], gives: 0 },
        { call: 'remove_path', path: 'cache/d', gives: -6 },
        { call: 'remove_path', path: 'cache/d/y', gives: 0 },
        { call: 'remove_path', path: 'cache/d', gives: 0 },
        { call: 'remove_path', path: 'cache/x', gives: 0 },
        { call: 'remove_path', path: 'cache/x', gives: NOT_FOUND },
        { call: 'write_file', path: 'cache/none/x', rest: [0, 0], gives: NOT_FOUND },
      ]
      await load(runtime, calls, { data: 'content', output: [BUFFER + 100, 8] })
      expect(await invoke(runtime)).toMatchObject({ outcome: 'ok', content: 'cond/\0x\0' })
    })
  })

  test('what is written is there for the next run; the last body is the content of a run without an output', async () => {
    await withFiles(options, async (runtime) => {
      await load(runtime, [{ call: 'write_file', path: 'cache/x', rest: [BUFFER, 6], gives: 0 }], { data: 'grüße' })
      expect((await invoke(runtime)).content).toBe('Skill completed successfully (no output)')
      await load(runtime, [{ call: 'read_file', path: 'cache/x', rest: [0, 0] }])
      expect(await invoke(runtime)).toMatchObject({ outcome: 'ok', content: 'grüß' })
    })
  })

  test('a path that is none gives a code, with nothing done', async () => {
    await withFiles(options, async (runtime) => {
      for (const path of ['', 'cache/', 'cache//x', 'cache/./x', 'cache\\x', 'cache/C:', 'cache/x\0', 'cache/nul']) {
        await load(
          runtime,
          CALLS.map((call) => ({ ...call, path, gives: INVALID })),
        )
        expect([path, (await invoke(runtime)).content]).toEqual([path, 'Skill completed successfully (no output)'])
      }
    })
  })

  test('a pointer outside of memory ends the run as trapped, with nothing done', async () => {
    await withFiles(options, async (runtime) => {
      const size = 20 * 65_536
      for (const rest of [
        [size - 7, 8],
        [-1, 1],
        [0, -1],
        [size + 1, 0],
      ]) {
        for (const call of ['read_file', 'write_file', 'list_dir', 'stat_path'] as const) {
          const values = call === 'stat_path' ? [size - 23] : rest
          await load(runtime, [{ call, path: 'cache/x', rest: values }])
          expect(await invoke(runtime)).toMatchObject({ outcome: 'trapped', isError: true })
        }
      }
      await load(runtime, [{ call: 'stat_path', path: 'cache/x', rest: [0], gives: NOT_FOUND }])
      expect((await invoke(runtime)).content).not.toBe('00')
    })
  })

  test('a file far above its limit is too large, and denied where it is not granted', async () => {
    await withFiles({ ...options, limits: { maxFileWriteBytes: 1_000, maxRequestBytes: 1_000 } }, async (runtime) => {
      const write = { call: 'write_file', path: 'cache/x', rest: [0, 1_300_000] } as const
      await load(runtime, [{ ...write, gives: -8 }])
      expect((await invoke(runtime)).content).toBe('Skill completed successfully (no output)')
      await load(runtime, [{ ...write, path: 'other/x' }])
      expect((await invoke(runtime)).outcome).toBe('denied')
    })
  })

  test('the bytes of one run are bounded, and each run has its own', async () => {
    await withFiles({ ...options, limits: { maxFileWriteBytes: 600, maxFileBytes: 1_000 } }, async (runtime) => {
      const write = { call: 'write_file', path: 'cache/x' } as const
      const read = { call: 'read_file', path: 'cache/x', rest: [0, 0] } as const
      await load(runtime, [
        { ...write, rest: [0, 601], gives: -8 },
        { ...write, rest: [0, 600], gives: 0 },
        { ...read, gives: -8 },
        { ...write, rest: [0, 400], gives: 0 },
        { ...write, rest: [0, 1], gives: -8 },
      ])
      for (let run = 0; run < 2; run++) {
        expect((await invoke(runtime)).content).toBe('Skill completed successfully (no output)')
      }
      await load(runtime, [{ ...read, gives: 400 }])
      expect((await invoke(runtime)).outcome).toBe('ok')
    })
  })

  test.each(ENDS)('a run that is %s while it writes leaves only whole files', async (end) => {
    const limits = { maxFileBytes: Number.MAX_SAFE_INTEGER }
    await withFiles({ ...options, limits }, async (runtime) => {
      const writes = ['cache/x', 'cache/y'].map((path) => ({ call: 'write_file', path, rest: [0, 1_048_576] }) as const)
      // Once before: how many are written in time, nobody knows.
      await load(runtime, writes)
      expect((await invoke(runtime)).outcome).toBe('ok')
      await load(runtime, writes, { endless: true, ...(end === 'timed-out' && { epochTimeoutSecs: 0.3 }) })
      const run = new AbortController()
      const timer = setTimeout(() => run.abort(), end === 'cancelled' ? 300 : 60_000)
      expect(await invoke(runtime, { signal: run.signal })).toMatchObject({ outcome: end, isError: true })
      clearTimeout(timer)
      const kept: readonly FileCall[] = [
        { call: 'list_dir', path: 'cache', rest: [BUFFER, 1_000] },
        { call: 'read_file', path: 'cache/x', rest: [0, 0], gives: 1_048_576 },
        { call: 'read_file', path: 'cache/y', rest: [0, 0], gives: 1_048_576 },
      ]
      await load(runtime, kept, { output: [BUFFER, 4] })
      // What was under way when the run ended may take a moment to be over.
      for (let tries = 0; tries < 100 && (await invoke(runtime)).content !== 'x\0y\0'; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(await invoke(runtime)).toMatchObject({ outcome: 'ok', content: 'x\0y\0' })
    })
  })
})
