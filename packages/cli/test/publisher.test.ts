import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type BlufioRun, blufio } from './run-blufio.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

function publisher({ folder, home }: Workspace, ...args: readonly string[]): Promise<BlufioRun> {
  return blufio(['publisher', ...args], { cwd: folder, env: { BLUFIO_HOME: home } })
}

async function keyOf({ skill }: Workspace, name: string, file: string): Promise<string> {
  const { stdout } = await skill(['keygen', name, '--out', file, '--json'])
  return JSON.parse(stdout).publicKey
}

/** Writes a skill that is signed with the key in `file`. */
async function writeSigned({ folder, skill }: Workspace, file: string): Promise<void> {
  await writeSkill(join(folder, 's'))
  expect((await skill(['sign', 's', '--key', file])).status).toBe(0)
}

test('the first key of a publisher is trusted, and no other then', async () => {
  const workspace = await makeWorkspace()
  const publicKey = await keyOf(workspace, 'example.com', 'one.key')
  const other = await keyOf(workspace, 'example.com', 'two.key')
  expect(await publisher(workspace, 'list')).toMatchObject({ stdout: '', stderr: 'no publisher is trusted yet\n' })
  await writeSigned(workspace, 'one.key')
  await workspace.skill(['install', 's', '--yes'])
  expect(JSON.parse((await publisher(workspace, 'list', '--json')).stdout)).toEqual([
    {
      publisherId: 'example.com',
      publicKey,
      pinned: false,
      firstSeen: expect.any(String),
      lastUsed: expect.any(String),
    },
  ])
  expect((await publisher(workspace, 'list')).stdout).toMatch(
    new RegExp(`^example\\.com {2}${publicKey} {2}first use {2}since \\S+ {2}used \\S+\n$`),
  )

  await writeSigned(workspace, 'two.key')
  const refused = await workspace.skill(['update', 's', '--yes', '--json'])
  expect(refused.status).toBe(3)
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    ...{ code: 'ERR_STORE_PUBLISHER_KEY', expected: publicKey, actual: other },
    // Who reads no further must not be handed the key of whoever signed this.
    hint: expect.not.stringContaining(other),
  })
})

test('a key that was pinned is the only one, before anything was installed too', async () => {
  const workspace = await makeWorkspace()
  const publicKey = await keyOf(workspace, 'example.com', 'one.key')
  await keyOf(workspace, 'example.com', 'two.key')
  const pinned = await publisher(workspace, 'pin', 'example.com', publicKey.toUpperCase())
  expect(pinned).toEqual({ status: 0, stdout: `pinned example.com to ${publicKey}\n`, stderr: '' })
  await writeSigned(workspace, 'two.key')
  expect((await workspace.skill(['install', 's', '--yes'])).status).toBe(3)
  await writeSigned(workspace, 'one.key')
  expect((await workspace.skill(['install', 's', '--yes'])).stderr).toContain('is pinned\n')
  expect((await publisher(workspace, 'list')).stdout).toContain('  pinned  ')
})

test('pinning another key stops what the old one signed, and says so', async () => {
  const workspace = await makeWorkspace()
  const old = await keyOf(workspace, 'example.com', 'one.key')
  await keyOf(workspace, 'example.com', 'two.key')
  await writeSigned(workspace, 'one.key')
  await workspace.skill(['install', 's', '--yes'])
  const { status, stderr } = await publisher(workspace, 'pin', 'example.com', 'two.pub')
  expect(status).toBe(0)
  expect(stderr).toBe(`in place of ${old}: skills that it signed do not run any more\n`)
  expect((await workspace.skill(['run', 'sample', '--input', '1'])).status).toBe(3)
  await writeSigned(workspace, 'two.key')
  expect((await workspace.skill(['update', 's', '--yes'])).status).toBe(0)
  expect((await workspace.skill(['run', 'sample', '--input', '1'])).status).toBe(0)
  const events = JSON.parse((await workspace.skill(['log', '--event', 'pin', '--json'])).stdout)
  expect(events).toMatchObject([{ publisher: 'example.com', replaced: old }])
})

test('a key that was forgotten makes room for another first use', async () => {
  const workspace = await makeWorkspace()
  const publicKey = await keyOf(workspace, 'example.com', 'one.key')
  await publisher(workspace, 'pin', 'example.com', publicKey)
  const forgotten = await publisher(workspace, 'unpin', 'example.com', '--json')
  expect(JSON.parse(forgotten.stdout)).toEqual({ publisherId: 'example.com', publicKey })
  expect(JSON.parse((await publisher(workspace, 'list', '--json')).stdout)).toEqual([])
  const again = await publisher(workspace, 'unpin', 'example.com', '--json')
  expect(again.status).toBe(4)
  expect(JSON.parse(again.stdout).error).toMatchObject({
    ...{ code: 'ERR_STORE_PUBLISHER_NOT_FOUND', hint: 'see whose keys are: blufio publisher list' },
  })
  const events = JSON.parse((await workspace.skill(['log', '--json'])).stdout)
  expect(events.map(({ event }: { event: string }) => event)).toEqual(['keygen', 'pin', 'unpin'])
})

test('a signature that was taken off, or is by somebody else, is refused on what was signed', async () => {
  const workspace = await makeWorkspace()
  await keyOf(workspace, 'example.com', 'one.key')
  await keyOf(workspace, 'example.org', 'other.key')
  await writeSigned(workspace, 'one.key')
  await workspace.skill(['install', 's', '--yes'])
  await rm(join(workspace.folder, 's', 'skill.sig'))
  const stripped = await workspace.skill(['update', 's', '--yes', '--json'])
  expect(JSON.parse(stripped.stdout).error.code).toBe('ERR_STORE_SIGNATURE_MISSING')
  await writeSigned(workspace, 'other.key')
  const taken = await workspace.skill(['update', 's', '--yes', '--json'])
  expect(JSON.parse(taken.stdout).error.code).toBe('ERR_STORE_PUBLISHER')
  expect([stripped.status, taken.status]).toEqual([3, 3])
})

test.each([
  ['zz', 4, 'ERR_CLI_FILE_NOT_FOUND'],
  ['0'.repeat(64), 2, 'ERR_KEY_FORMAT'],
  ['one.key', 2, 'ERR_KEY_FORMAT'],
  ['other.pub', 2, 'ERR_CLI_USAGE'],
])('pins no key such as %s', async (key, status, code) => {
  const workspace = await makeWorkspace()
  await keyOf(workspace, 'example.com', 'one.key')
  await keyOf(workspace, 'example.org', 'other.key')
  const secret = /^[0-9a-f]{64}$/m.exec(await readFile(join(workspace.folder, 'one.key'), 'utf8'))?.[0] ?? ''
  const run = await publisher(workspace, 'pin', 'example.com', key, '--json')
  expect(run.status).toBe(status)
  expect(JSON.parse(run.stdout).error.code).toBe(code)
  expect(run.stdout + run.stderr).not.toContain(secret)
  expect(JSON.parse((await publisher(workspace, 'list', '--json')).stdout)).toEqual([])
})

test('nothing in the id of a publisher reaches a terminal as it is', async () => {
  const workspace = await makeWorkspace()
  const publicKey = await keyOf(workspace, 'example.com', 'one.key')
  await writeSigned(workspace, 'one.key')
  const path = join(workspace.folder, 's', 'skill.sig')
  await writeFile(path, (await readFile(path, 'utf8')).replace('example.com', '\x1b[2J\u202e'))
  const runs = await Promise.all([
    workspace.skill(['verify', './s']),
    workspace.skill(['install', 's', '--yes']),
    publisher(workspace, 'pin', '\x1b[2J', publicKey),
    publisher(workspace, 'unpin', '\x1b[2J'),
  ])
  for (const { status, stdout, stderr } of runs) {
    expect(status).not.toBe(0)
    for (const character of ['\x1b', '\u202e']) expect(stdout + stderr).not.toContain(character)
  }
})

test('an answer that comes through a pipe approves nothing', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  for (const stdin of ['y\n', 'yes\n', 'y\r\ny\r\n']) expect((await skill(['install', 's'], { stdin })).status).toBe(3)
  expect((await skill(['list'])).stdout).toBe('')
})
