import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { describe, expect, test } from 'vitest'
import { tarballOf } from '../../test/npm-registry.ts'
import { filesOfTarball } from './npm-tarball.ts'

type Entry = Parameters<typeof packTar>[0][number]

const file = (name: string, body = 'x', more: Partial<Entry['header']> = {}): Entry => ({
  header: { name, size: body.length, type: 'file', ...more },
  body,
})

async function faultOf(tarball: Uint8Array): Promise<string> {
  const error: unknown = await filesOfTarball(tarball, 'words@1.0.0').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'ERR_CLI_PACKAGE', hint: expect.any(String) })
  return error instanceof Error ? error.message : ''
}

test('gives the files below the one folder, folders left out', async () => {
  const tarball = await tarballOf([
    file('package/package.json', '{}'),
    { header: { name: 'package/build/', type: 'directory', size: 0 } },
    file('package/build/é.wasm', 'm'),
    file(`package/${'long/'.repeat(60)}name`, 'l'),
  ])
  expect(await filesOfTarball(tarball, 'words')).toEqual(
    new Map(
      [
        ['package.json', Buffer.from('{}')],
        ['build/é.wasm', Buffer.from('m')],
        [`${'long/'.repeat(60)}name`, Buffer.from('l')],
      ].map(([name, bytes]) => [name, new Uint8Array(bytes as Buffer)]),
    ),
  )
})

describe('refuses', () => {
  test.each([
    '../skill.toml',
    'package/../../skill.toml',
    'package/a/../skill.toml',
    'package/./skill.toml',
    '/etc/skill.toml',
    'package//skill.toml',
    'package/..\\skill.toml',
    'skill.toml',
    'package/a\\b',
  ])('the path %s', async (name) => {
    expect(await faultOf(await tarballOf([file(name)]))).toContain('is not inside the package')
  })

  test('a path that only its extended header has', async () => {
    expect(await faultOf(await tarballOf([file('package/a', 'x', { pax: { path: '../../evil' } })]))).toContain(
      'not inside',
    )
  })

  test.each(['symlink', 'link', 'fifo', 'character-device', 'block-device'] as const)('a %s', async (type) => {
    const entry = { header: { name: 'package/skill.toml', type, size: 0, linkname: '/etc/passwd' } }
    expect(await faultOf(await tarballOf([entry]))).toContain('is no file')
  })

  test.each([
    ['package/skill.toml', 'package/skill.toml'],
    ['package/skill.toml', 'package/Skill.toml'],
    ['package/skill.toml', 'other/skill.toml'],
    ['package/\u00e9', 'package/e\u0301'],
  ])('%s beside %s', async (one, other) => {
    expect(await faultOf(await tarballOf([file(one), file(other)]))).toContain('is there twice')
  })

  test('more than 128 MiB unpacked, from a few kilobytes', async () => {
    expect(await faultOf(new Uint8Array(gzipSync(Buffer.alloc(134_217_729))))).toContain('more than 128 MiB')
  })

  test('what is not gzipped, not whole, or no tar file', async () => {
    const tar = await packTar([file('package/skill.toml', 'x'.repeat(2000))])
    const gzipped = new Uint8Array(gzipSync(tar))
    expect(await faultOf(tar)).toContain('not gzipped')
    expect(await faultOf(gzipped.subarray(0, -20))).toContain('not gzipped')
    expect(await faultOf(new Uint8Array(gzipSync(tar.subarray(0, 1024))))).toContain('truncated')
    expect(await faultOf(new Uint8Array(gzipSync('<html>'.repeat(500))))).toContain("can't be used")
    expect(await faultOf(new Uint8Array(gzipSync(tar.map((byte, at) => (at === 0 ? 0x71 : byte)))))).toContain(
      'checksum',
    )
  })
})

test('whatever the bytes are, files come of it or the one error', async () => {
  const tar = await packTar([
    file('package/skill.toml', 'x'.repeat(600)),
    file(`package/${'long/'.repeat(60)}name`),
    file('package/é', 'x', { pax: { comment: 'y' } }),
  ])
  let state = 20_261_123
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const fates = { files: 0, error: 0 }
  for (let round = 0; round < 3000; round++) {
    const damaged = tar.slice(0, round % 10 === 0 ? random(tar.length) : tar.length)
    for (let change = random(4); change >= 0; change--) damaged[random(damaged.length)] = random(256)
    const fate = await filesOfTarball(new Uint8Array(gzipSync(damaged, { level: 0 })), 'words').then(
      () => 'files' as const,
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'ERR_CLI_PACKAGE' })
        return 'error' as const
      },
    )
    fates[fate]++
  }
  expect(fates.files).toBeGreaterThan(0)
  expect(fates.error).toBeGreaterThan(0)
})
