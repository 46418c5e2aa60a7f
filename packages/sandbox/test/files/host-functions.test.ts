import { describe, expect, test } from 'vitest'
import { Denials } from '../../src/host/denials.ts'
import { GuestMemory } from '../../src/host/guest-memory.ts'
import { FAILURE_CODES, type HostFailure } from '../../src/host/host-request.ts'
import { listDir } from '../../src/host/list-dir.ts'
import { LogBook } from '../../src/host/log-book.ts'
import { makeDir } from '../../src/host/make-dir.ts'
import { readFile } from '../../src/host/read-file.ts'
import { removePath } from '../../src/host/remove-path.ts'
import { type GrantedAnswer, type HostFunction, Pending, type RunState } from '../../src/host/run-state.ts'
import { statPath } from '../../src/host/stat-path.ts'
import { writeFile } from '../../src/host/write-file.ts'
import { RunEnd } from '../../src/outcome.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/run-limits.ts'

const FUNCTIONS = [readFile, writeFile, listDir, statPath, removePath, makeDir]
const PATH = new TextEncoder().encode('cache/x')

/** A run with a page of memory, at whose start stands a path. */
function runOf({ granted = true } = {}): { readonly run: RunState; readonly bytes: Uint8Array } {
  const exported = new WebAssembly.Memory({ initial: 1 })
  const memory = new GuestMemory()
  memory.attach(exported)
  const bytes = new Uint8Array(exported.buffer)
  bytes.set(PATH)
  const filesystem = { read: [], write: [] }
  const run: RunState = {
    memory,
    input: new Uint8Array(),
    logs: new LogBook(DEFAULT_RUN_LIMITS),
    capabilities: granted ? { env: [], filesystem } : { env: [] },
    env: new Map(),
    denials: new Denials(),
    limits: DEFAULT_RUN_LIMITS,
    output: undefined,
    lastBody: undefined,
    printed: undefined,
  } as RunState
  return { run, bytes }
}

function call(host: HostFunction, run: RunState, ...values: number[]): ReturnType<ReturnType<HostFunction['bind']>> {
  return (host.bind(run) as (...values: number[]) => ReturnType<ReturnType<HostFunction['bind']>>)(...values)
}

function pending(host: HostFunction, run: RunState, ...values: number[]): Pending {
  const answer = call(host, run, ...values)
  if (answer instanceof Pending) return answer
  throw new Error(`${host.name} gave ${answer} at once`)
}

function failed(failure: HostFailure): GrantedAnswer {
  return { kind: 'failed', failure }
}

describe.each(FUNCTIONS)('$name', (host) => {
  const rest =
    host.signature
      .split('->')[0]
      ?.match(/i32/g)
      ?.slice(2)
      .map(() => 8) ?? []

  test('asks its host for the path as it stands in memory', () => {
    const { request } = pending(host, runOf().run, 0, PATH.length, ...rest)
    expect(request).toMatchObject({ kind: 'file', hostFunction: host.name, path: 'cache/x' })
  })

  test('gives every failure as its code, and writes nothing', () => {
    for (const failure of Object.keys(FAILURE_CODES) as HostFailure[]) {
      const { run, bytes } = runOf()
      const before = bytes.slice()
      expect(pending(host, run, 0, PATH.length, ...rest).finish(failed(failure))).toBe(FAILURE_CODES[failure])
      expect(bytes).toEqual(before)
      expect(run.lastBody).toBeUndefined()
    }
  })

  test.each([
    ['that is no UTF-8', [0x63, 0xff], 2],
    ['of a surrogate', [0xed, 0xa0, 0x80], 3],
    ['that is overlong', [0xc0, 0xae], 2],
    ['as long as the memory', [], 65_536 - 8],
  ])('takes a path %s for none, with nothing asked', (_, path, length) => {
    const { run, bytes } = runOf()
    bytes.fill(0x61)
    bytes.set(path)
    expect(call(host, run, 0, length, ...rest)).toBe(FAILURE_CODES['invalid-argument'])
  })

  test.each([
    [65_530, 7],
    [-1, 1],
    [0, -1],
    [65_537, 0],
  ])('ends the run for a path at %i of %i bytes, with nothing asked', (pointer, length) => {
    expect(() => call(host, runOf().run, pointer, length, ...rest)).toThrow(RunEnd)
    expect(() => call(host, runOf({ granted: false }).run, pointer, length, ...rest)).toThrow(
      expect.objectContaining({ verdict: expect.objectContaining({ outcome: 'trapped' }) }),
    )
  })

  test('is denied with the line that skill.toml would need, where no files are granted', () => {
    const { run } = runOf({ granted: false })
    const list = [readFile, listDir, statPath].includes(host) ? 'read' : 'write'
    const content = `capability not permitted: ${host.name} of cache/x: add "cache/x" to [capabilities.filesystem] ${list}`
    expect(() => call(host, run, 0, PATH.length, ...rest)).toThrow(
      expect.objectContaining({ verdict: { outcome: 'denied', content } }),
    )
    expect(run.denials.list).toEqual([
      { capability: 'filesystem', hostFunction: host.name, count: 1, asked: ['cache/x'] },
    ])
  })
})

test.each([
  [readFile, 65_530, 7],
  [readFile, 0, -1],
  [writeFile, 65_530, 7],
  [writeFile, -1, 1],
  [listDir, 65_530, 7],
  [listDir, 65_537, 0],
])('$name ends the run for a buffer outside of memory before anything is asked', ({ bind }, pointer, length) => {
  const host = { bind } as HostFunction
  expect(() => call(host, runOf().run, 0, PATH.length, pointer, length)).toThrow(RunEnd)
})

test('stat_path ends the run where its 24 bytes do not fit', () => {
  expect(() => call(statPath, runOf().run, 0, PATH.length, 65_536 - 23)).toThrow(RunEnd)
  expect(call(statPath, runOf().run, 0, PATH.length, 65_536 - 24)).toBeInstanceOf(Pending)
})

test.each([readFile, listDir])('$name copies what there is room for, and gives the whole length', (host) => {
  const body = new TextEncoder().encode('content')
  for (const room of [0, 3, 7, 20]) {
    const { run, bytes } = runOf()
    bytes.fill(0xaa, 100, 200)
    expect(pending(host, run, 0, PATH.length, 100, room).finish({ kind: 'bytes', body })).toBe(7)
    const copied = Math.min(room, 7)
    expect(bytes.slice(100, 100 + copied)).toEqual(body.slice(0, copied))
    expect(bytes.slice(100 + copied, 200).every((byte) => byte === 0xaa)).toBe(true)
    expect(run.lastBody).toBe(host === readFile ? body : undefined)
  }
})

test('write_file takes its data when it is called', () => {
  const { run, bytes } = runOf()
  bytes.set([1, 2, 3], 50)
  const { request } = pending(writeFile, run, 0, PATH.length, 50, 3)
  bytes.fill(0)
  expect(request).toMatchObject({ operation: 'write', data: Uint8Array.of(1, 2, 3) })
})

test('stat_path writes 24 bytes, little endian', () => {
  const { run, bytes } = runOf()
  const stat = { type: 'directory', size: 0x0102030405, modifiedMs: 0x010000000002 } as const
  expect(pending(statPath, run, 0, PATH.length, 96).finish({ kind: 'stat', stat })).toBe(0)
  expect([...bytes.slice(96, 120)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0])
})
