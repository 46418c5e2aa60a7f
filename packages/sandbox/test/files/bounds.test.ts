import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FileRequest } from '../../src/host/host-request.ts'
import { diskStorage } from '../../src/platform/files.node.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/run-limits.ts'
import { fileService, openGrantedFiles } from '../../src/services/file-service.ts'
import { HOLDS, openFiles, openRuns, smallDisk, testFolder, told } from './disk.ts'

test('a file of exactly the limit is read and written, one byte more is not', async () => {
  const folder = await testFolder()
  const limits = { maxFileReadBytes: 100_000, maxFileWriteBytes: 70_000 }
  const ask = await openFiles({ read: [folder], write: [folder], limits })
  await writeFile(join(folder, 'fits'), 'x'.repeat(100_000))
  await writeFile(join(folder, 'over'), 'x'.repeat(100_001))
  expect(told(await ask('read', `${folder}/fits`))).toHaveLength(100_000)
  expect(told(await ask('read', `${folder}/over`))).toBe('too-large')
  expect(told(await ask('write', `${folder}/w`, { data: 'x'.repeat(70_000) }))).toBe('done')
  expect(told(await ask('write', `${folder}/w`, { data: 'x'.repeat(70_001) }))).toBe('too-large')
  expect(await readFile(join(folder, 'w'))).toHaveLength(70_000)
})

test('what one run reads and writes is bounded together, and the next begins anew', async () => {
  const folder = await testFolder()
  const begin = await openRuns({ read: [folder], write: [folder], limits: { maxFileBytes: 100 } })
  const ask = begin()
  expect(told(await ask('write', `${folder}/f`, { data: 'x'.repeat(60) }))).toBe('done')
  expect(told(await ask('read', `${folder}/f`))).toBe('too-large')
  expect(told(await ask('write', `${folder}/g`, { data: 'x'.repeat(41) }))).toBe('too-large')
  // Two bytes of a name: told of what is there is a read, too.
  expect(told(await ask('list', folder))).toBe('f\0')
  expect(told(await ask('write', `${folder}/g`, { data: 'x'.repeat(38) }))).toBe('done')
  expect(told(await ask('write', `${folder}/h`, { data: 'x' }))).toBe('too-large')
  expect(told(await ask('stat', `${folder}/g`))).toBe('file 38')
  expect(told(await begin()('read', `${folder}/f`))).toHaveLength(60)
})

test('a write that fails counts, so that failing is no way to write without end', async () => {
  const folder = await testFolder()
  const ask = await openFiles({ write: [folder], limits: { maxFileBytes: 100 } })
  expect(told(await ask('write', `${folder}/none/f`, { data: 'x'.repeat(60) }))).toBe('not-found')
  expect(told(await ask('write', `${folder}/f`, { data: 'x'.repeat(60) }))).toBe('too-large')
})

test('a folder of more than 10,000 names is too large to list', async () => {
  const folder = await testFolder()
  for (let n = 0; n < 100; n++) {
    await Promise.all(Array.from({ length: 100 }, (_, m) => writeFile(join(folder, `${n * 100 + m}`), '')))
  }
  const ask = await openFiles({ read: [folder] })
  expect(told(await ask('list', folder)).split('\0')).toHaveLength(10_001)
  await writeFile(join(folder, 'more'), '')
  expect(told(await ask('list', folder))).toBe('too-large')
})

test('a list of names counts like a file that is read', async () => {
  const folder = await testFolder()
  for (let n = 0; n < 10; n++) await writeFile(join(folder, `name-${n}`), '')
  expect(
    told(await (await openFiles({ read: [folder], limits: { maxFileReadBytes: 70 } }))('list', folder)),
  ).toHaveLength(70)
  expect(told(await (await openFiles({ read: [folder], limits: { maxFileReadBytes: 69 } }))('list', folder))).toBe(
    'too-large',
  )
})

test.each([
  ['no path', { operation: 'read', path: undefined }],
  ['a path that is a list', { operation: 'read', path: ['..', 'x'] }],
  ['an unknown operation', { operation: 'chmod', path: '/x' }],
  ['an operation of every object', { operation: 'constructor', path: '/x' }],
  ['no bytes', { operation: 'write', path: '/x' }],
  ['bytes that only say so', { operation: 'write', path: '/x', data: { length: 1 } }],
])('a request that no host function makes, with %s, fails and does not throw', async (_, request) => {
  const folder = await testFolder()
  const path = request.path === '/x' ? `${folder}/x` : request.path
  const storage = diskStorage({})
  const manifest = { name: 'a', capabilities: { env: [], filesystem: { read: [folder], write: [folder] } } }
  const granted = await openGrantedFiles(manifest, storage)
  const perform = granted && fileService(granted, DEFAULT_RUN_LIMITS)
  const made = { kind: 'file', hostFunction: 'read_file', ...request, path } as unknown as FileRequest
  expect(await perform?.(made, new AbortController().signal)).toMatchObject({ kind: 'failed' })
  expect(await readdir(folder)).toEqual([])
})

describe.each(HOLDS)('a run that is over, held $way', ({ hold }) => {
  test('asks for nothing any more', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    for (const operation of ['read', 'list', 'stat', 'write', 'remove', 'make-directory'] as const) {
      expect(told(await ask(operation, folder, { signal: AbortSignal.abort() }))).toBe('cancelled')
    }
    expect(await readdir(folder)).toEqual([])
  })

  test('leaves nothing of a write behind, at whatever step it ended', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    await writeFile(join(folder, 'old'), 'old')
    const data = new Uint8Array(4_194_304)
    const ends = { done: 0, cancelled: 0 }
    for (let turns = 0; turns < 60; turns++) {
      const run = new AbortController()
      const answer = ask('write', `${folder}/old`, { data, signal: run.signal })
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      run.abort()
      const end = told(await answer)
      ends[end as keyof typeof ends]++
      expect(await readdir(folder)).toEqual(['old'])
      expect((await readFile(join(folder, 'old'))).length).toBe(
        end === 'done' ? data.length : ends.done > 0 ? data.length : 3,
      )
    }
    expect(ends.cancelled).toBeGreaterThan(0)
  })
})

test('a full disk is told of, with nothing left behind and the old file whole', async (context) => {
  const folder = await smallDisk(context, 256)
  const ask = await openFiles({ read: [folder], write: [folder] })
  expect(told(await ask('write', `${folder}/f`, { data: 'old' }))).toBe('done')
  expect(told(await ask('write', `${folder}/f`, { data: new Uint8Array(1_000_000) }))).toBe('no-space')
  expect(told(await ask('write', `${folder}/g`, { data: new Uint8Array(1_000_000) }))).toBe('no-space')
  expect(await readdir(folder)).toEqual(['f'])
  expect(told(await ask('read', `${folder}/f`))).toBe('old')
  expect(told(await ask('write', `${folder}/f`, { data: 'new' }))).toBe('done')
})

test('a file system that is only to be read is told of', async (context) => {
  const folder = await smallDisk(context, 256)
  await mkdir(join(folder, 'd'))
  await writeFile(join(folder, 'f'), 'x')
  const ask = await openFiles({ read: [folder], write: [folder] })
  spawnSync('mount', ['-o', 'remount,ro', folder])
  onTestFinished(() => void spawnSync('mount', ['-o', 'remount,rw', folder]))
  for (const [operation, name] of [
    ['write', 'f'],
    ['write', 'new'],
    ['remove', 'f'],
    ['remove', 'd'],
    ['make-directory', 'new'],
  ] as const) {
    expect(told(await ask(operation, `${folder}/${name}`))).toBe('permission-refused')
  }
  expect(told(await ask('read', `${folder}/f`))).toBe('x')
})
