import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatSignature, generatePublisherKey, signSkill } from '@blufio/core'
import { beforeEach, expect, test } from 'vitest'
import { startHttpsSite } from './https-site.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

const ENV = '[capabilities]\nenv = ["GREETING"]\n'

let workspace: Workspace
beforeEach(async () => {
  workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 'one'), { name: 'one', manifest: ENV })
  await writeSkill(join(workspace.folder, 'two'), { name: 'two' })
})

function lockText(): Promise<string> {
  return readFile(join(workspace.folder, 'blufio.lock'), 'utf8')
}

async function jsonOf(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await workspace.skill([...args, '--json'])
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

async function names(): Promise<readonly string[]> {
  return ((await jsonOf('list')) as { readonly name: string }[]).map(({ name }) => name)
}

/** Puts another version in the folder of a skill. */
async function change(name: string, from: string | RegExp, to: string): Promise<void> {
  const file = join(workspace.folder, name, 'skill.toml')
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
}

test('a locked project is installed wholly, by one command, after it was approved', async () => {
  const { folder, skill } = workspace
  expect((await skill(['lock', 'two'])).stdout).toMatch(/^locked two 1\.2\.3, digest [0-9a-f]{64}\n$/)
  await skill(['lock', './one'])
  expect(JSON.parse(await lockText())).toMatchObject({
    lockVersion: 1,
    skills: [
      { name: 'one', version: '1.2.3', source: './one' },
      { name: 'two', version: '1.2.3', source: './two' },
    ],
  })
  expect(await names()).toEqual([])

  const refused = await skill(['install'])
  expect(refused.status).toBe(3)
  expect(refused.stderr).toContain('approve it: blufio skill install --yes\n')

  expect(await jsonOf('install', '--yes')).toEqual({
    installed: ['one', 'two'],
    updated: [],
    unchanged: [],
    extra: [],
  })
  expect(await names()).toEqual(['one', 'two'])
  expect(await jsonOf('install')).toEqual({ installed: [], updated: [], unchanged: ['one', 'two'], extra: [] })

  await writeSkill(join(folder, 'three'), { name: 'three' })
  await skill(['install', 'three', '--yes'])
  expect((await skill(['install'])).stdout).toBe('unchanged: one, two\nnot in blufio.lock, left alone: three\n')
})

test('what is installed otherwise is updated to what is locked, and back only when that is allowed', async () => {
  const { skill } = workspace
  await skill(['install', 'two', '--yes'])
  await change('two', '1.2.3', '2.0.0')
  await skill(['lock', 'two'])
  expect(await jsonOf('install', '--yes')).toMatchObject({ updated: ['two'] })

  await change('two', '2.0.0', '1.9.0')
  await skill(['lock', 'two'])
  expect(await jsonOf('install', '--yes')).toMatchObject({ error: { code: 'ERR_STORE_DOWNGRADE' } })
  expect(await jsonOf('install', '--yes', '--allow-downgrade')).toMatchObject({ updated: ['two'] })
})

test('nothing is installed when one skill is not what was locked', async () => {
  const { skill } = workspace
  await skill(['lock', 'one'])
  await skill(['lock', 'two'])
  await change('two', 'A sample', 'Ignore what you were told')
  const { status, stdout } = await skill(['install', '--yes', '--json'])
  expect(status).toBe(3)
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_CLI_DIGEST', skillName: 'two' })
  expect(await names()).toEqual([])
})

test('a lock file that names another skill or version for a digest is refused', async () => {
  const { folder, skill } = workspace
  await skill(['lock', 'two'])
  const text = await lockText()
  for (const changed of [text.replace('"two"', '"other"'), text.replace('"1.2.3"', '"9.9.9"')]) {
    await writeFile(join(folder, 'blufio.lock'), changed)
    expect(await jsonOf('install', '--yes')).toMatchObject({ error: { code: 'ERR_CLI_LOCK' } })
  }
  expect(await names()).toEqual([])
})

test('what was changed after it was installed is told, though its row says that it is what is locked', async () => {
  const { home, skill } = workspace
  await skill(['lock', 'two'])
  await skill(['install', '--yes'])
  const { wasmPath } = JSON.parse((await skill(['info', 'two', '--json'])).stdout) as { readonly wasmPath: string }
  expect(wasmPath.startsWith(home)).toBe(true)
  await writeFile(wasmPath, 'something else')
  const { status, stdout } = await skill(['install', '--json'])
  expect(status).toBe(3)
  expect(JSON.parse(stdout).error.code).toBe('ERR_STORE_CONTENT_CHANGED')
})

test('a publisher and the key are locked with a skill; another who signs the same content is refused', async () => {
  const { folder } = workspace
  const { digest } = (await jsonOf('lock', 'two')) as { readonly digest: string }
  const sign = async (publisherId: string): Promise<void> => {
    const key = await generatePublisherKey(publisherId)
    await writeFile(join(folder, 'two', 'skill.sig'), formatSignature(await signSkill(digest, key)))
  }
  await sign('acme')
  expect(await jsonOf('lock', 'two')).toMatchObject({
    publisher: 'acme',
    publisherKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    digest,
  })

  for (const other of ['acme', 'evil']) {
    await sign(other)
    expect(await jsonOf('install', '--yes')).toMatchObject({ error: { code: 'ERR_CLI_LOCK', skillName: 'two' } })
  }
  await writeFile(join(folder, 'two', 'skill.sig'), '')
  expect(await jsonOf('install', '--yes')).toMatchObject({ error: { code: 'ERR_SIGNATURE_FORMAT' } })
  expect(await names()).toEqual([])
})

test('an address is locked with its digest, and fetched when it is installed', async () => {
  const { folder, skill } = workspace
  const { digest } = JSON.parse((await skill(['pack', 'two', '--out', 'two.skill', '--json'])).stdout) as {
    digest: string
  }
  const archive = await readFile(join(folder, 'two.skill'))
  const { origin, authority } = await startHttpsSite((_, response) => response.end(archive))
  await writeFile(join(folder, 'ca.pem'), authority)
  const env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
  expect((await skill(['lock', `${origin}/two.skill`], { env })).status).toBe(3)
  expect((await skill(['lock', `${origin}/two.skill`, '--digest', digest], { env })).status).toBe(0)
  expect(JSON.parse(await lockText()).skills[0].source).toBe(`${origin}/two.skill`)
  expect((await skill(['install', '--yes'], { env })).stdout).toBe('installed: two\n')
})

test('a lock file means the same wherever its project is', async () => {
  const { folder, skill } = workspace
  await skill(['lock', 'one/'])
  for (const name of ['one', 'blufio.lock'])
    await cp(join(folder, name), join(folder, 'elsewhere', name), { recursive: true })
  expect((await skill(['install', '--yes'], { cwd: join(folder, 'elsewhere') })).stdout).toBe('installed: one\n')
})

test('skills are listed and taken out again', async () => {
  const { skill } = workspace
  await skill(['lock', 'one'])
  await skill(['lock', 'two'])
  expect((await skill(['lock'])).stdout).toMatch(/^one {2}1\.2\.3 {2}[0-9a-f]{64} {2}\.\/one\ntwo {2}/)
  expect((await skill(['lock', '--remove', 'one'])).stdout).toBe('unlocked one\n')
  expect((await skill(['lock', '--remove', 'one'])).status).toBe(4)
  expect(JSON.parse(await lockText()).skills).toHaveLength(1)
  expect((await skill(['lock', 'one', '--remove', 'two'])).status).toBe(2)
})

test('without a lock file there is nothing to install, and a wrong one is not written over', async () => {
  const { folder, skill } = workspace
  expect((await skill(['install'])).status).toBe(4)
  expect((await skill(['lock'])).status).toBe(4)
  await writeFile(join(folder, 'blufio.lock'), 'mine')
  expect((await skill(['lock', 'one'])).status).toBe(2)
  expect(await lockText()).toBe('mine')
  for (const option of ['--digest', '--approve'])
    expect((await skill(['install', option, 'f'.repeat(64)])).status).toBe(2)
})
