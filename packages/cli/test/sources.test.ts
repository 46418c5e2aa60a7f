import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { startHttpsSite } from './https-site.ts'
import { npmPack, type PublishedVersion, startRegistry, tarballOf } from './npm-registry.ts'
import type { BlufioRun } from './run-blufio.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

let workspace: Workspace
let archive: Uint8Array
let digest: string
beforeEach(async () => {
  workspace = await makeWorkspace()
  const { folder, skill } = workspace
  await writeSkill(join(folder, 's'), { manifest: '[capabilities]\nenv = ["GREETING"]\n' })
  await writeFile(join(folder, 's', 'SKILL.md'), '# Größe\n')
  const packed = await skill(['pack', 's', '--json'])
  ;({ digest } = JSON.parse(packed.stdout))
  archive = new Uint8Array(await readFile(join(folder, 'sample-1.2.3.skill')))
})

async function jsonOf(run: Promise<BlufioRun>): Promise<{ readonly status: number | null; readonly value: unknown }> {
  const { status, stdout, stderr } = await run
  expect(stderr).toBe('')
  return { status, value: JSON.parse(stdout) }
}

describe('pack', () => {
  test('makes one file, the same again, and tells its digest', async () => {
    const { folder, skill } = workspace
    const { stdout } = await skill(['pack', 's', '--out', 'out/again.skill'])
    expect(stdout).toContain(digest)
    expect(Buffer.compare(await readFile(join(folder, 'out', 'again.skill')), archive)).toBe(0)
  })

  test('depends on no time, time zone, language, right or name of a folder', async () => {
    const { folder, skill } = workspace
    await cp(join(folder, 's'), join(folder, 'copy'), { recursive: true })
    const env = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }
    await skill(['pack', '.', '--out', '../copy.skill'], { cwd: join(folder, 'copy'), env })
    expect(Buffer.compare(await readFile(join(folder, 'copy.skill')), archive)).toBe(0)
  })

  test('refuses what could not be installed', async () => {
    const { folder, skill } = workspace
    await writeFile(join(folder, 's', 'input.schema.json'), '[]')
    expect((await skill(['pack', 's'])).status).toBe(2)
    await writeFile(join(folder, 's', 'input.schema.json'), '{}')
    await writeFile(join(folder, 's', 'skill.wasm'), 'no module')
    expect((await skill(['pack', 's'])).status).toBe(2)
  })
})

describe('a .skill file', () => {
  test('is installed as its folder is', async () => {
    const { skill } = workspace
    const { value } = await jsonOf(skill(['install', 'sample-1.2.3.skill', '--digest', digest, '--yes', '--json']))
    expect(value).toMatchObject({ name: 'sample', digest })
    expect((await skill(['run', 'sample', '--input', '7'])).stdout).toBe('7\n')
  })

  test('is refused with another digest, changed', async () => {
    const { folder, skill } = workspace
    const other = digest.replaceAll(/[0-9]/g, '0')
    expect(await jsonOf(skill(['install', 'sample-1.2.3.skill', '--digest', other, '--yes', '--json']))).toMatchObject({
      status: 3,
      value: { error: { code: 'ERR_CLI_DIGEST' } },
    })
    await writeFile(join(folder, 'cut.skill'), archive.subarray(0, -1))
    expect(await jsonOf(skill(['install', 'cut.skill', '--yes', '--json']))).toMatchObject({
      status: 2,
      value: { error: { code: 'ERR_STORE_ARCHIVE', message: expect.stringContaining('cut.skill') } },
    })
    expect((await skill(['install', 'none.skill', '--yes'])).status).toBe(4)
    expect((await skill(['install', 's', '--digest', 'abc', '--yes'])).status).toBe(2)
  })

  test('may be a folder whose name ends so', async () => {
    const { folder, skill } = workspace
    await cp(join(folder, 's'), join(folder, 'folder.skill'), { recursive: true })
    expect((await skill(['install', 'folder.skill', '--yes'])).status).toBe(0)
  })
})

describe('an address', () => {
  test('needs a digest, and says how to get it', async () => {
    expect(await jsonOf(workspace.skill(['install', 'https://127.0.0.1:1/a.skill', '--yes', '--json']))).toMatchObject({
      status: 3,
      value: { error: { code: 'ERR_CLI_DIGEST_MISSING', hint: expect.stringContaining('--digest') } },
    })
  })

  test('is fetched, compared and installed', async () => {
    const { folder, skill } = workspace
    const { origin, authority } = await startHttpsSite((_, response) => response.end(archive))
    await writeFile(join(folder, 'ca.pem'), authority)
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
    const url = `${origin}/sample.skill`
    const asked = await skill(['install', url, '--digest', digest], { env })
    expect(asked.status).toBe(3)
    expect(asked.stderr).toContain(`digest     ${digest}`)
    expect(asked.stderr).toContain(`blufio skill install ${url} --digest ${digest} --yes`)
    expect((await skill(['install', url, '--approve', digest], { env })).status).toBe(0)
    const other = 'f'.repeat(64)
    expect(await jsonOf(skill(['update', url, '--digest', other, '--json'], { env }))).toMatchObject({
      status: 3,
      value: { error: { code: 'ERR_CLI_DIGEST' } },
    })
    expect(await jsonOf(skill(['install', url, '--digest', digest, '--json']))).toMatchObject({
      status: 2,
      value: { error: { code: 'ERR_CLI_DOWNLOAD_FAILED' } },
    })
  })

  test.each(['http://127.0.0.1/a.skill', 'ftp://127.0.0.1/a.skill', 'file:///tmp/a.skill'])(
    '%s is refused',
    async (url) => {
      expect(await jsonOf(workspace.skill(['install', url, '--digest', digest, '--json']))).toMatchObject({
        status: 3,
        value: { error: { code: 'ERR_CLI_DOWNLOAD_REFUSED' } },
      })
    },
  )
})

describe('an npm package', () => {
  const PACKAGE = {
    name: '@acme/sample',
    version: '1.2.3',
    scripts: { prepare: 'exit 1', install: 'touch /tmp/ran', postinstall: 'exit 1' },
  }

  async function contents(): Promise<Record<string, Uint8Array>> {
    const read = async (name: string) =>
      [name, new Uint8Array(await readFile(join(workspace.folder, 's', name)))] as const
    return Object.fromEntries(await Promise.all(['skill.toml', 'skill.wasm', 'SKILL.md'].map(read)))
  }

  async function install(version: PublishedVersion, words: readonly string[] = []): ReturnType<typeof jsonOf> {
    const { origin, authority } = await startRegistry({
      '@acme/sample': { versions: { '1.2.3': version }, tags: { latest: '1.2.3' } },
    })
    await writeFile(join(workspace.folder, 'ca.pem'), authority)
    const env = { NODE_EXTRA_CA_CERTS: join(workspace.folder, 'ca.pem'), npm_config_registry: origin }
    return jsonOf(workspace.skill(['install', 'npm:@acme/sample', '--yes', '--json', ...words], { env }))
  }

  test('holds a skill at its root, as npm packs it', async () => {
    const tarball = await npmPack({ 'package.json': JSON.stringify(PACKAGE), 'index.js': '', ...(await contents()) })
    expect(await install({ tarball }, ['--digest', digest])).toMatchObject({ status: 0, value: { digest } })
  })

  test('holds a skill in a folder, or an archive, that its package.json names', async () => {
    const inFolder = Object.entries(await contents()).map(([name, bytes]) => [`dist/skill/${name}`, bytes])
    for (const [path, files] of [
      ['./dist/skill/', Object.fromEntries(inFolder)],
      ['dist/a.skill', { 'dist/a.skill': archive }],
    ]) {
      await workspace.skill(['remove', 'sample'])
      const json = JSON.stringify({ ...PACKAGE, blufio: { skill: path } })
      expect(await install({ tarball: await npmPack({ 'package.json': json, ...files }) })).toMatchObject({
        value: { digest },
      })
    }
  })

  test('holds one archive at its root', async () => {
    const tarball = await npmPack({ 'package.json': JSON.stringify(PACKAGE), 'x.skill': archive })
    expect(await install({ tarball })).toMatchObject({ value: { digest } })
  })

  test('holds no skill', async () => {
    for (const more of [{}, { blufio: { skill: '../other' } }, { blufio: { skill: 7 } }]) {
      const tarball = await npmPack({ 'package.json': JSON.stringify({ ...PACKAGE, ...more }), 'index.js': '' })
      expect(await install({ tarball })).toMatchObject({ status: 2, value: { error: { code: 'ERR_CLI_PACKAGE' } } })
    }
  })

  test('is refused with a link in place of the module', async () => {
    const link = { header: { name: 'package/skill.wasm', type: 'symlink', size: 0, linkname: '/etc/passwd' } } as const
    expect(await install({ tarball: await tarballOf([link]) })).toMatchObject({
      value: { error: { code: 'ERR_CLI_PACKAGE' } },
    })
  })

  const refusals: readonly (readonly [string, NonNullable<PublishedVersion['dist']>, number, string])[] = [
    [
      'another tarball than the registry names',
      { integrity: `sha512-${Buffer.alloc(64).toString('base64')}` },
      3,
      'ERR_CLI_DIGEST',
    ],
    ['a digest that is cut off', { integrity: 'sha512-AAAA' }, 3, 'ERR_CLI_DIGEST'],
    ['no digest', { integrity: undefined }, 2, 'ERR_CLI_PACKAGE'],
    ['a digest of SHA-1 alone', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 2, 'ERR_CLI_PACKAGE'],
    ['a digest that is no text', { integrity: ['sha512-x'] }, 2, 'ERR_CLI_PACKAGE'],
    ['a tarball by http', { tarball: 'http://127.0.0.1:1/a.tgz' }, 3, 'ERR_CLI_DOWNLOAD_REFUSED'],
    ['a tarball of another server', { tarball: 'https://127.0.0.1:1/a.tgz' }, 3, 'ERR_CLI_DOWNLOAD_REFUSED'],
    ['a tarball that is a file', { tarball: 'file:///etc/passwd' }, 3, 'ERR_CLI_DOWNLOAD_REFUSED'],
  ]
  test.each(refusals)('is refused with %s', async (_, dist, status, code) => {
    const tarball = await npmPack({ 'package.json': JSON.stringify(PACKAGE), ...(await contents()) })
    expect(await install({ tarball, dist })).toMatchObject({ status, value: { error: { code } } })
  })

  test('is not found by a name, version or tag that is not there, such as those of all objects', async () => {
    const { origin, authority } = await startRegistry({ words: { versions: {} } })
    await writeFile(join(workspace.folder, 'ca.pem'), authority)
    const env = { NODE_EXTRA_CA_CERTS: join(workspace.folder, 'ca.pem'), npm_config_registry: origin }
    for (const name of ['words', 'words@1.0.0', 'words@constructor', 'words@toString', 'others']) {
      expect(await jsonOf(workspace.skill(['install', `npm:${name}`, '--json'], { env }))).toMatchObject({
        status: 4,
        value: { error: { code: 'ERR_CLI_DOWNLOAD_NOT_FOUND' } },
      })
    }
  })

  test('is refused by a registry that does not speak https, or is none', async () => {
    const { skill, folder } = workspace
    const { origin, authority } = await startHttpsSite((_, response) => response.end('hello'))
    await writeFile(join(folder, 'ca.pem'), authority)
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
    for (const [registry, code] of [
      ['http://127.0.0.1:1', 'ERR_CLI_DOWNLOAD_REFUSED'],
      [origin, 'ERR_CLI_PACKAGE'],
    ] as const) {
      const run = skill(['install', 'npm:words', '--json'], { env: { ...env, npm_config_registry: registry } })
      expect(await jsonOf(run)).toMatchObject({ value: { error: { code } } })
    }
  })
})
