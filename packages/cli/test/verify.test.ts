import { createHash, createPrivateKey, sign } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

/** A workspace with a skill in `s` that example.com signed. */
async function signedSkill(): Promise<Workspace & { readonly publicKey: string }> {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  const { stdout } = await workspace.skill(['keygen', 'example.com', '--json'])
  expect((await workspace.skill(['sign', 's'])).status).toBe(0)
  return { ...workspace, publicKey: JSON.parse(stdout).publicKey }
}

async function verified(
  { skill }: Workspace,
  ...args: readonly string[]
): Promise<{ readonly [key: string]: unknown }> {
  const { status, stdout } = await skill(['verify', ...args, '--json'])
  return { status, ...JSON.parse(stdout) }
}

test('tells whose signature it is, whether the key is known, and what that covers', async () => {
  const workspace = await signedSkill()
  const { publicKey, skill } = workspace
  const signature = { covers: 'skill', publisherId: 'example.com', publicKey, known: false, pinned: false }
  const first = await verified(workspace, './s')
  expect(first).toMatchObject({ status: 0, name: 'sample', version: '1.2.3', installed: false, signature })
  expect(first['digest']).toMatch(/^[0-9a-f]{64}$/)

  await skill(['install', 's', '--yes'])
  const expected = { ...first, signature: { ...signature, known: true } }
  expect(await verified(workspace, './s')).toEqual(expected)
  expect(await verified(workspace, 'sample')).toEqual({ ...expected, installed: true })
  const { stdout, stderr } = await skill(['verify', 'sample'])
  expect(stderr).toBe('')
  expect(stdout).toContain('sample 1.2.3 is what was approved\n')
  expect(stdout).toContain(`signature  by example.com, whose key ${publicKey} is the same as before\n`)
  expect(stdout).toMatch(/\ndigest {5}[0-9a-f]{64}\n/)
  expect(stdout).toContain('\ncovers     skill.toml, module\n')
})

test('changes nothing, and makes no home', async () => {
  const { folder, skill } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  expect((await skill(['verify', './s', '--home', 'typo'])).stdout).toContain('signature  none')
  expect((await skill(['verify', '--home', 'typo'])).stdout).toBe('0 skills are what was approved\n')
  expect((await skill(['log', '--home', 'typo'])).stdout).toBe('')
  await expect(readFile(join(folder, 'typo'))).rejects.toThrow('ENOENT')
})

test.each([
  ['the manifest', 'skill.toml', (text: string) => `${text}\n`],
  ['SKILL.md', 'SKILL.md', () => 'new'],
  ['a schema', 'input.schema.json', () => '{}'],
  ['the module', 'skill.wasm', (text: string) => `${text}x`],
  ['its digest', 'skill.sig', (text: string) => text.replace(/(?<=digest=)../, 'ff')],
  ['its last byte', 'skill.sig', (text: string) => text.replace(/..\n$/, (end) => (end === '00\n' ? '01\n' : '00\n'))],
  ['its publisher', 'skill.sig', (text: string) => text.replace('example.com', 'example.org')],
])('a signature does not hold for a skill of which %s was changed', async (_, file, change) => {
  const workspace = await signedSkill()
  const path = join(workspace.folder, 's', file)
  const before = await readFile(path, 'latin1').catch(() => '')
  await writeFile(path, change(before), 'latin1')
  for (const args of [
    ['verify', './s'],
    ['install', 's', '--yes'],
  ]) {
    const { status, stdout } = await workspace.skill([...args, '--json'])
    expect(JSON.parse(stdout).error.code).toBe('ERR_STORE_SIGNATURE')
    expect(status).toBe(3)
  }
  expect((await workspace.skill(['list'])).stdout).toBe('')
})

test('a signature of the module alone, as the original makes it, is shown for what it covers', async () => {
  const workspace = await makeWorkspace()
  const { folder, skill } = workspace
  await writeSkill(join(folder, 's'))
  const wasm = await readFile(join(folder, 's', 'skill.wasm'))
  const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  const pkcs8 = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')
  const signature = sign(null, wasm, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).toString('hex')
  const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
  const hash = createHash('sha256').update(wasm).digest('hex')
  const text = `publisher_id=${publicKey}\ncontent_hash=${hash}\nsignature=${signature}\n`
  await writeFile(join(folder, 's', 'skill.wasm.sig'), text)
  await skill(['install', 's', '--yes'])
  for (const name of ['./s', 'sample']) {
    expect(await verified(workspace, name)).toMatchObject({ status: 0, signature: { covers: 'module', publicKey } })
    const { stdout } = await skill(['verify', name])
    expect(stdout).toContain(`signature  of the module alone, by the key ${publicKey}; nobody vouches for the rest\n`)
    expect(stdout).toContain('\ncovers     module\n')
  }
  const refused = await skill(['verify', 'sample', '--publisher', publicKey, '--json'])
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: 'ERR_CLI_NOT_SIGNED' })
  expect((await skill(['list', '--json'])).stdout).not.toContain('verified"')
})

test('refuses a skill that the named publisher did not sign', async () => {
  const workspace = await signedSkill()
  expect(await verified(workspace, './s', '--publisher', 'example.com')).toMatchObject({ status: 0 })
  const other = await verified(workspace, './s', '--publisher', 'example.org')
  expect(other).toMatchObject({ status: 3, error: { code: 'ERR_CLI_NOT_SIGNED', skillName: 'sample' } })
  await rm(join(workspace.folder, 's', 'skill.sig'))
  const unsigned = await workspace.skill(['verify', './s', '--publisher', 'example.com'])
  expect(unsigned.status).toBe(3)
  expect(unsigned.stderr).toContain('nobody signed all of it')
  expect((await workspace.skill(['verify', '--publisher', 'example.com'])).status).toBe(2)
})

test('without a name tells of every skill that is not what was approved, each with what changed', async () => {
  const { skill, folder } = await makeWorkspace()
  const paths: string[] = []
  for (const name of ['a', 'b', 'c']) {
    const body = ({ a: 'echo', b: 'trap', c: 'env' } as const)[name]
    await writeSkill(join(folder, name), { name, ...(body === undefined ? {} : { body }) })
    paths.push(JSON.parse((await skill(['install', name, '--yes', '--json'])).stdout).wasmPath)
  }
  expect(await skill(['verify'])).toEqual({ status: 0, stdout: '3 skills are what was approved\n', stderr: '' })
  expect(JSON.parse((await skill(['verify', '--json'])).stdout)).toEqual({ skills: 3, faults: [] })
  await writeFile(paths[0] ?? '', 'another')
  await rm(paths[1] ?? '')
  const { status, stdout } = await skill(['verify', '--json'])
  expect(status).toBe(3)
  expect(JSON.parse(stdout).faults).toMatchObject([
    { skillName: 'a', code: 'ERR_STORE_CONTENT_CHANGED', part: 'module' },
    { skillName: 'b', code: 'ERR_STORE_WASM_MISSING' },
  ])
  expect((await skill(['verify'])).stdout).toMatch(
    /^a: .*\(ERR_STORE_CONTENT_CHANGED\)\nb: .*\(ERR_STORE_WASM_MISSING\)\n$/,
  )
  expect((await skill(['run', 'c', '--input', '1'])).status).toBe(0)
})

test('a registry that is damaged is told', async () => {
  const { skill, folder, home } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await skill(['install', 's', '--yes'])
  await rm(join(home, 'registry.db-wal'), { force: true })
  await writeFile(join(home, 'registry.db'), 'SQLite format 3\0 and nothing else')
  const { status, stdout } = await skill(['verify', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toMatch(/^ERR_STORE_(?:DAMAGED|NOT_A_STORE)$/)
})

test('takes what install takes: a packed skill, and the digest that it must have', async () => {
  const workspace = await signedSkill()
  const { digest, file } = JSON.parse((await workspace.skill(['pack', 's', '--json'])).stdout)
  const packed = await verified(workspace, file, '--digest', digest, '--publisher', 'example.com')
  expect(packed).toMatchObject({ status: 0, digest, installed: false, signature: { covers: 'skill' } })
  await workspace.skill(['install', file, '--yes'])
  expect(await verified(workspace, 'sample', '--digest', digest)).toMatchObject({ status: 0, installed: true })
  for (const name of [file, './s', 'sample']) {
    const other = await verified(workspace, name, '--digest', 'f'.repeat(64))
    expect(other).toMatchObject({ status: 3, error: { code: 'ERR_CLI_DIGEST', skillName: 'sample' } })
  }
  expect((await workspace.skill(['verify', '--digest', digest])).status).toBe(2)
})
