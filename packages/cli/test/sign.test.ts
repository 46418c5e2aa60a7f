import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

const IS_WINDOWS = process.platform === 'win32'
const UMASK = process.umask()

interface MadeKey {
  readonly publicKey: string
  readonly privateKeyFile: string
  readonly publicKeyFile: string
}

async function keygen({ skill }: Workspace, ...args: readonly string[]): Promise<MadeKey> {
  const { status, stdout, stderr } = await skill(['keygen', ...args, '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function errorOf({ skill }: Workspace, ...args: readonly string[]): Promise<unknown> {
  const { status, stdout } = await skill([...args, '--json'])
  return { status, ...JSON.parse(stdout).error }
}

test('makes a key, signs with it, and what was signed holds, also by the rules of another program', async () => {
  const workspace = await makeWorkspace()
  const { skill, folder } = workspace
  await writeSkill(join(folder, 's'))
  await writeFile(join(folder, 's', 'SKILL.md'), 'how to use it')
  const { publicKey } = await keygen(workspace, 'example.com')
  const signed = await skill(['sign', 's', '--json'])
  expect(signed.status).toBe(0)
  const { digest, file, parts } = JSON.parse(signed.stdout)
  expect(file).toBe(join('s', 'skill.sig'))
  expect(parts.map(({ name }: { name: string }) => name)).toEqual(['skill.toml', 'module', 'SKILL.md'])

  const lines = (await readFile(join(folder, file), 'utf8')).split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'blufio-signature=1',
    'publisher_id=example.com',
    `public_key=${publicKey}`,
    `digest=${digest}`,
  ])
  const message = Buffer.concat([
    Buffer.from('blufio-skill-signature-v1\0'),
    Buffer.from([11, 0, 0, 0]),
    Buffer.from('example.com'),
    Buffer.from(digest, 'hex'),
  ])
  const text = await readFile(join(workspace.home, 'keys', 'example.com.key'), 'utf8')
  const seed = Buffer.from(/^[0-9a-f]{64}$/m.exec(text)?.[0] ?? '', 'hex')
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  expect(lines[4]).toBe(`signature=${sign(null, message, key).toString('hex')}`)
  expect(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')).toBe(publicKey)
})

test.skipIf(IS_WINDOWS)(
  'nobody else can read a private key, and it is never shown (needs modes of POSIX)',
  async () => {
    const workspace = await makeWorkspace()
    await writeSkill(join(workspace.folder, 's'))
    process.umask(0)
    const made = await workspace.skill(['keygen', 'example.com'])
    process.umask(UMASK)
    const path = join(workspace.home, 'keys', 'example.com.key')
    const secret = /^[0-9a-f]{64}$/m.exec(await readFile(path, 'utf8'))?.[0] ?? ''
    expect(secret).not.toBe('')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(workspace.home, 'keys'))).mode & 0o777).toBe(0o700)
    const signed = await workspace.skill(['sign', 's'], { env: { BLUFIO_DEBUG: '1' } })
    const log = await workspace.skill(['log', '--json'])
    await writeFile(path, (await readFile(path, 'utf8')).replace('-----END', '-----ENDE'))
    const broken = await workspace.skill(['sign', 's'], { env: { BLUFIO_DEBUG: '1' } })
    expect([made.status, signed.status, broken.status]).toEqual([0, 0, 2])
    for (const { stdout, stderr } of [made, signed, log, broken]) expect(stdout + stderr).not.toContain(secret)
    expect(await readFile(join(workspace.folder, 's', 'skill.sig'), 'utf8')).not.toContain(secret)
  },
)

test('never writes a key over what is there', async () => {
  const workspace = await makeWorkspace()
  const { privateKeyFile } = await keygen(workspace, 'example.com')
  const before = await readFile(privateKeyFile, 'utf8')
  expect(await errorOf(workspace, 'keygen', 'example.com')).toMatchObject({ status: 2, code: 'ERR_CLI_FILE_EXISTS' })
  await writeFile(join(workspace.folder, 'mine'), 'mine')
  const over = await errorOf(workspace, 'keygen', 'example.com', '--out', 'mine')
  expect(over).toMatchObject({ status: 2, code: 'ERR_CLI_FILE_EXISTS' })
  expect(await readFile(privateKeyFile, 'utf8')).toBe(before)
  expect(await readFile(join(workspace.folder, 'mine'), 'utf8')).toBe('mine')
  expect(await readdir(workspace.folder)).toEqual(['home', 'mine'])
})

test.skipIf(IS_WINDOWS)('writes no key through a link (needs links of POSIX)', async () => {
  const workspace = await makeWorkspace()
  await symlink(join(workspace.folder, 'elsewhere'), join(workspace.folder, 'k.key'))
  const { status } = await workspace.skill(['keygen', 'example.com', '--out', 'k.key'])
  expect(status).toBe(2)
  expect(await readdir(workspace.folder)).toEqual(['k.key'])
})

test.each(['', 'Example.com', 'a b', '../../x', '-x', 'x\n', 'é', '\x1b[2J', 'x'.repeat(65)])(
  'makes no key for a publisher called %j',
  async (publisher) => {
    const workspace = await makeWorkspace()
    const { status, stdout, stderr } = await workspace.skill(['keygen', '--', publisher])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('ERR_PUBLISHER_ID')
    expect(stderr).not.toContain('\x1b')
    expect(await readdir(workspace.folder)).toEqual([])
  },
)

test.skipIf(IS_WINDOWS).each([
  ['its group can read', (path: string) => chmod(path, 0o640)],
  ['anybody can write', (path: string) => chmod(path, 0o602)],
  [
    'is a link',
    async (path: string) => {
      await copyFile(path, `${path}.real`)
      await chmod(`${path}.real`, 0o600)
      await rm(path)
      await symlink(`${path}.real`, path)
    },
  ],
  ['has a second name', (path: string) => link(path, `${path}.second`)],
  [
    'is a folder',
    async (path: string) => {
      await rm(path)
      await mkdir(path)
    },
  ],
])('signs with no key that %s (needs modes and links of POSIX)', async (_, expose) => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  const { privateKeyFile } = await keygen(workspace, 'example.com')
  await expose(privateKeyFile)
  for (const more of [[], ['--key', privateKeyFile], ['--publisher', 'example.com']]) {
    expect(await errorOf(workspace, 'sign', 's', ...more)).toMatchObject({ status: 3, code: 'ERR_CLI_KEY_EXPOSED' })
  }
  expect(await readdir(join(workspace.folder, 's'))).not.toContain('skill.sig')
})

test('takes the only key there is, and of several the one that is named', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  expect(await errorOf(workspace, 'sign', 's')).toMatchObject({
    ...{ status: 4, code: 'ERR_CLI_FILE_NOT_FOUND' },
    hint: expect.stringContaining('blufio skill keygen'),
  })
  await keygen(workspace, 'a.example')
  expect((await workspace.skill(['sign', 's'])).stdout).toContain('signed sample 1.2.3 as a.example\n')
  await keygen(workspace, 'b.example')
  await keygen(workspace, 'c.example', '--out', 'c.key')
  expect(await errorOf(workspace, 'sign', 's')).toMatchObject({
    ...{ status: 2, code: 'ERR_CLI_USAGE', hint: 'choose one, such as --publisher a.example' },
  })
  expect((await workspace.skill(['sign', 's', '--publisher', 'b.example'])).stdout).toContain('as b.example\n')
  expect((await workspace.skill(['sign', 's', '--key', 'c.key'])).stdout).toContain('as c.example\n')
  expect(await errorOf(workspace, 'sign', 's', '--key', 'c.key', '--publisher', 'a.example')).toMatchObject({
    ...{ status: 2, code: 'ERR_PUBLISHER_ID' },
  })
  expect(await errorOf(workspace, 'sign', 's', '--publisher', '../../s/skill')).toMatchObject({
    ...{ status: 2, code: 'ERR_PUBLISHER_ID' },
  })
})

test('signs with a key file of the original, when it is said whose it is', async () => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  const frame = (end: string): string => `-----${end} BLUFIO PUBLISHER PRIVATE KEY-----\n`
  const key = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  await writeFile(join(workspace.folder, 'o.key'), `${frame('BEGIN')}${key}\n${frame('END')}`, { mode: 0o600 })
  expect(await errorOf(workspace, 'sign', 's', '--key', 'o.key')).toMatchObject({
    ...{ status: 2, code: 'ERR_PUBLISHER_ID', hint: expect.stringContaining('--publisher') },
  })
  const { stdout } = await workspace.skill(['sign', 's', '--key', 'o.key', '--publisher', 'example.com', '--json'])
  // RFC 8032, section 7.1, test 1
  expect(JSON.parse(stdout).publicKey).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
})

test.each([['s'], [join('s', 'skill.toml')]])('signs what lies in %s, again when it has changed', async (path) => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  await keygen(workspace, 'example.com')
  const first = JSON.parse((await workspace.skill(['sign', path, '--json'])).stdout)
  await writeFile(join(workspace.folder, 's', 'SKILL.md'), 'more')
  const second = JSON.parse((await workspace.skill(['sign', path, '--json'])).stdout)
  expect(second.digest).not.toBe(first.digest)
  expect((await workspace.skill(['verify', './s'])).status).toBe(0)
})
