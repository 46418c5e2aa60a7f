import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINIMAL } from '../test/manifest-samples.ts'
import { loadConfig } from './load-config.node.ts'
import { loadManifest } from './load-manifest.node.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-manifest-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'skill.toml')
  await writeFile(path, content)
  return path
}

test('loads a manifest, with the defaults of the host', async () => {
  const defaults = { defaultFuel: 1n, defaultMemoryMb: 2, defaultEpochTimeoutSecs: 3 }
  const manifest = await loadManifest(await file(`\ufeff${MINIMAL}`), { defaults })
  expect(manifest.resources).toEqual({ fuel: 1n, memoryMb: 2, epochTimeoutSecs: 3 })
})

test('loads a configuration', async () => {
  await expect(loadConfig(await file('[skill]\nenabled = true'))).resolves.toMatchObject({ enabled: true })
})

test('loads a file of exactly 1 MiB and refuses one byte more', async () => {
  const full = MINIMAL + '#'.repeat(1_048_576 - MINIMAL.length)
  await expect(loadManifest(await file(full))).resolves.toMatchObject({ name: 'tiny' })
  await expect(loadManifest(await file(`${full}#`))).rejects.toMatchObject({ code: 'ERR_MANIFEST_TOO_LARGE' })
})

test('a problem names the file', async () => {
  const path = await file('x = 1')
  await expect(loadManifest(path)).rejects.toThrow(`${path} has 2 problems`)
})

test('a file that is not there', async () => {
  const path = join(folder, 'none.toml')
  await expect(loadManifest(path)).rejects.toMatchObject({
    code: 'ERR_MANIFEST_NOT_FOUND',
    message: `there is no file ${path}`,
  })
  await expect(loadConfig(join(await file(''), 'below'))).rejects.toMatchObject({ code: 'ERR_CONFIG_NOT_FOUND' })
})

test('a folder, and a path with NUL, are unreadable', async () => {
  await expect(loadManifest(folder)).rejects.toMatchObject({
    code: 'ERR_MANIFEST_UNREADABLE',
    message: `${folder} can't be read: it is a folder`,
  })
  await expect(loadManifest('a\0b')).rejects.toMatchObject({ code: 'ERR_MANIFEST_UNREADABLE' })
})

test.runIf(process.platform !== 'win32')(
  'an endless device and a pipe that nobody writes to are not read',
  async () => {
    await expect(loadManifest('/dev/zero')).rejects.toMatchObject({ code: 'ERR_MANIFEST_UNREADABLE' })
    const pipe = join(folder, 'pipe')
    await promisify(execFile)('mkfifo', [pipe])
    await expect(loadManifest(pipe)).rejects.toMatchObject({
      code: 'ERR_MANIFEST_UNREADABLE',
      message: `${pipe} can't be read: it is not a regular file`,
    })
  },
)

test.each([
  ['a lone byte', [0xff]],
  ['an overlong form', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a sequence cut short', [0xe2, 0x82]],
])('%s is not UTF-8, on its line', async (_, bytes) => {
  const content = Buffer.concat([Buffer.from('# ü\n# '), Buffer.from(bytes), Buffer.from('\n# x')])
  await expect(loadManifest(await file(content))).rejects.toMatchObject({
    code: 'ERR_MANIFEST_ENCODING',
    issues: [{ line: 2, column: 1 }],
  })
})
