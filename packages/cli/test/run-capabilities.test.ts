import { chmod, chown, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CapabilityServers, startCapabilityServers } from '../../sandbox/test/support/capability-servers.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

const VALUE = 'correct-horse-battery'
const LOCAL = ['--allow-address', '127.0.0.1']

let servers: CapabilityServers
beforeAll(async () => {
  servers = await startCapabilityServers()
})
afterAll(() => servers.close())

function grant(...domains: readonly string[]): string {
  return `[capabilities.network]\ndomains = ${JSON.stringify(domains)}\n`
}

/** How a manifest writes an origin. */
function entry(origin: string): string {
  return origin.replace(/^https:\/\//, '')
}

function input(url: string): readonly string[] {
  return ['--input', JSON.stringify(url)]
}

describe('requests', () => {
  test('reach a local server that the manifest grants and the user allows', async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'fetch', manifest: grant(servers.open) })
    const url = `${servers.open}/status/200`
    const run = await skill(['run', './s', '--yes', ...input(url), ...LOCAL])
    expect(run).toMatchObject({ status: 0, stdout: 'status 200\n' })
    const several = ['--allow-address', '10.0.0.0/8', '--allow-address', '127.0.0.0/8']
    expect(await skill(['run', './s', '--yes', ...input(url), ...several])).toMatchObject({ status: 0 })
  })

  test('to a local server are denied otherwise, whatever the manifest says, with what would help', async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'fetch', manifest: grant(servers.open) })
    const { status, stdout, stderr } = await skill(['run', './s', '--yes', ...input(`${servers.open}/status/200`)])
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toContain('127.0.0.1')
    expect(stderr).toContain('--allow-address')
  })

  test('to a server that the manifest does not grant are denied with the line that would', async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'fetch' })
    const { status, stdout, stderr } = await skill(['run', './s', ...input('https://api.example.com/?key=hidden')])
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toMatch(
      /^denied: capability not permitted: http_request to api\.example\.com: add "api\.example\.com" to \[capabilities\.network\] domains\n/m,
    )
    expect(stderr).not.toContain('hidden')
    const json = await skill(['run', './s', '--json', ...input('https://api.example.com/')])
    expect(json.status).toBe(3)
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'denied', isError: true })
  })

  test.each(['localhost', '127.0.0.1/33', '::1/129', 'fe80::1%eth0', '127.1', '0x7f.0.0.1', '', '*'])(
    'are not allowed to the address %j, which is none',
    async (address) => {
      const { skill, folder } = await makeWorkspace()
      await writeSkill(join(folder, 's'))
      const { status, stdout } = await skill(['run', './s', '--json', `--allow-address=${address}`])
      expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_USAGE')
      expect(status).toBe(2)
    },
  )
})

describe('files', () => {
  const OWN = '[capabilities.filesystem]\nread = ["notes"]\nwrite = ["notes"]\n'

  test('of an installed skill are kept in its data folder, until who removes it removes them', async () => {
    const { skill, folder, home } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'keep', manifest: OWN })
    await skill(['install', 's', '--yes'])
    await mkdir(join(home, 'data', 'sample', 'notes'), { recursive: true })
    expect(await skill(['run', 'sample', '--input', '1'])).toMatchObject({ status: 0, stdout: 'nothing\n' })
    expect(await skill(['run', 'sample', '--input', '2'])).toMatchObject({ status: 0, stdout: '1\n' })
    const data = join(home, 'data', 'sample')
    expect(await readFile(join(data, 'notes', 'last.json'), 'utf8')).toBe('2')
    const removed = await skill(['remove', 'sample'])
    expect(removed.stderr).toBe(`its files stay, for a skill of that name: ${data}\n`)
  })

  test('that a skill never wrote leave no folder behind', async () => {
    const { skill, folder, home } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { manifest: OWN })
    await skill(['install', 's', '--yes'])
    expect(await skill(['run', 'sample', '--input', '1'])).toMatchObject({ status: 0 })
    expect(await skill(['remove', 'sample'])).toMatchObject({ status: 0, stderr: '' })
    expect(await readdir(join(home, 'data'))).toEqual([])
  })

  test('of an installed skill are out of reach for another of its name that is not installed', async () => {
    const { skill, folder, home } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'keep', manifest: OWN })
    await skill(['install', 's', '--yes'])
    await mkdir(join(home, 'data', 'sample', 'notes'), { recursive: true })
    await skill(['run', 'sample', '--input', '"private"'])
    expect(await skill(['run', './s', '--yes', '--input', '0'])).not.toMatchObject({ stdout: '"private"\n' })
    expect(await readFile(join(home, 'data', 'sample', 'notes', 'last.json'), 'utf8')).toBe('"private"')
  })

  test('that no skill is given are refused before it is installed', async (context) => {
    if (process.platform !== 'linux') context.skip('needs /proc of Linux')
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { manifest: '[capabilities.filesystem]\nread = ["/proc/self"]\n' })
    const { status, stderr } = await skill(['install', 's', '--yes'])
    expect(status).toBe(2)
    expect(stderr).toContain('ERR_SKILL_FILES')
  })

  test('of the command line itself are given to no skill, whatever its manifest says', async () => {
    const { skill, folder, home } = await makeWorkspace()
    await mkdir(home, { recursive: true })
    for (const path of [home, join(home, 'data', 'other'), folder]) {
      await writeSkill(join(folder, 's'), {
        manifest: `[capabilities.filesystem]\nwrite = [${JSON.stringify(path)}]\n`,
      })
      const { status, stderr } = await skill(['run', './s', '--yes', '--input', '1'])
      expect(status).toBe(2)
      expect(stderr).toMatch(/out of every skill's reach .*ERR_SKILL_FILES/)
    }
  })

  test('that the manifest does not grant are denied with the line that would', async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'), { body: 'keep' })
    const { status, stderr } = await skill(['run', './s', '--input', '1'])
    expect(status).toBe(3)
    expect(stderr).toMatch(
      /^denied: capability not permitted: read_file .*"notes\/last\.json" to \[capabilities\.filesystem\] read/m,
    )
  })
})

describe('secrets', () => {
  interface SecretSkill extends Workspace {
    /** Runs a skill that asks `path` of the server, with the secret where it is put. */
    readonly ask: (
      path: string,
      args: readonly string[],
      env?: Readonly<Record<string, string>>,
    ) => ReturnType<Workspace['skill']>
  }

  async function secretSkill(place = 'header = "authorization"\nprefix = "Bearer "\n'): Promise<SecretSkill> {
    const workspace = await makeWorkspace()
    const domain = entry(servers.secure)
    const secret = `[[capabilities.secrets]]\nname = "API_KEY"\ndomain = "${domain}"\n${place}`
    await writeSkill(join(workspace.folder, 's'), { body: 'fetch', manifest: `${grant(domain)}${secret}` })
    const ca = join(workspace.folder, 'ca.pem')
    await writeFile(ca, servers.authority)
    const ask: SecretSkill['ask'] = (path, args, env = {}) =>
      workspace.skill(['run', './s', '--yes', ...LOCAL, ...input(servers.secure + path), ...args], {
        env: { NODE_EXTRA_CA_CERTS: ca, ...env },
      })
    return { ...workspace, ask }
  }

  async function secretsFile(folder: string, text: string, mode = 0o600): Promise<string> {
    const path = join(folder, 'secrets.env')
    await writeFile(path, text)
    await chmod(path, mode)
    return path
  }

  async function sentHeader(id: string): Promise<unknown> {
    const seen = await (await fetch(`${servers.open}/seen?id=${id}`)).json()
    return (seen as { headers: Record<string, unknown> }[])[0]?.headers['authorization']
  }

  test('come from the environment, reach the server, and come back nowhere', async () => {
    const { ask } = await secretSkill()
    const { status, stdout, stderr } = await ask('/reflect?id=cli-env', [], { BLUFIO_SECRET_API_KEY: VALUE })
    expect(status).toBe(0)
    expect(await sentHeader('cli-env')).toBe(`Bearer ${VALUE}`)
    expect(stdout).toContain('authorization')
    expect(stdout + stderr).not.toContain(VALUE)
  })

  test('come from a file, before the environment, and in a query', async () => {
    const { ask, folder } = await secretSkill()
    const file = await secretsFile(folder, `# of this test\n\nOTHER=not read=at all\nAPI_KEY=${VALUE}\r\n`)
    const { status, stdout } = await ask('/reflect?id=cli-file', ['--secrets', file], {
      BLUFIO_SECRET_API_KEY: 'other-value',
    })
    expect(status).toBe(0)
    expect(await sentHeader('cli-file')).toBe(`Bearer ${VALUE}`)
    expect(stdout).not.toContain(VALUE)
    const inQuery = await (await secretSkill('query = "key"\n')).ask('/reflect?id=q', ['--secrets', file])
    expect(inQuery.stdout).toContain('"url":"/reflect?id=q&key=')
    expect(inQuery.stdout).not.toContain(VALUE)
  })

  test('that have no value are told before the run, with both ways to give them', async () => {
    const { ask, folder } = await secretSkill()
    const file = await secretsFile(folder, 'OTHER=other-value\n')
    for (const args of [[], ['--secrets', file]]) {
      const { status, stdout, stderr } = await ask('/status/200?id=never', args, {
        BLUFIO_SECRET_api_key: VALUE,
        API_KEY: VALUE,
      })
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(`the secret API_KEY, for requests to ${entry(servers.secure)}, has no value`)
      expect(stderr).toContain('BLUFIO_SECRET_API_KEY')
      expect(stderr).toContain('--secrets FILE')
    }
    expect(await sentHeader('never')).toBeUndefined()
  })

  test.skipIf(process.platform === 'win32').each([0o644, 0o640, 0o620, 0o601])(
    'in a file of mode %o are refused, with what to type (needs the permissions of POSIX)',
    async (mode) => {
      const { ask, folder } = await secretSkill()
      const file = await secretsFile(folder, `API_KEY=${VALUE}\n`, mode)
      const { status, stderr } = await ask('/status/200', ['--secrets', file])
      expect(status).toBe(3)
      expect(stderr).toContain(`chmod 600 ${file}\n`)
      expect(stderr).toContain('ERR_CLI_SECRETS_EXPOSED')
      expect(stderr).not.toContain(VALUE)
    },
  )

  test('in a file of another user are refused', async (context) => {
    if (process.getuid?.() !== 0) context.skip('needs to be root, who can give a file away')
    const { ask, folder } = await secretSkill()
    const file = await secretsFile(folder, `API_KEY=${VALUE}\n`)
    await chown(file, 12_345, 12_345)
    const { status, stderr } = await ask('/status/200', ['--secrets', file])
    expect(status).toBe(3)
    expect(stderr).toContain(`${file} belongs to another user`)
  })

  test('behind a link are judged by the file that it leads to', async (context) => {
    if (process.platform === 'win32') context.skip('needs the permissions of POSIX')
    const { ask, folder } = await secretSkill()
    await secretsFile(folder, `API_KEY=${VALUE}\n`, 0o644)
    await symlink('secrets.env', join(folder, 'link.env'))
    expect((await ask('/status/200', ['--secrets', join(folder, 'link.env')])).status).toBe(3)
  })

  test.each([
    [`API_KEY ${VALUE}\n`, 2, 'ERR_CLI_SECRETS_FILE', 'line 1 of '],
    [`\n"${VALUE}"\n`, 2, 'ERR_CLI_SECRETS_FILE', 'line 2 of '],
    [`API_KEY=${VALUE}\nAPI_KEY=${VALUE}\n`, 2, 'ERR_CLI_SECRETS_FILE', 'line 2 of '],
    ['API_KEY=short\n', 2, 'ERR_CLI_SECRET_VALUE', 'API_KEY'],
    [`API_KEY=${VALUE} \n`, 2, 'ERR_CLI_SECRET_VALUE', 'API_KEY'],
    [`API_KEY=${VALUE}\u0007${VALUE}\n`, 2, 'ERR_CLI_SECRET_VALUE', 'API_KEY'],
    [`API_KEY=${VALUE.repeat(400)}\n`, 2, 'ERR_CLI_SECRET_VALUE', 'API_KEY'],
    [`X=${'x'.repeat(1_048_576)}`, 2, 'ERR_CLI_SECRETS_FILE', 'more than 1048576 bytes'],
  ])('in a file with %.30j are refused without showing them', async (text, status, code, words) => {
    const { ask, folder } = await secretSkill()
    const file = await secretsFile(folder, text)
    const run = await ask('/status/200', ['--secrets', file, '--json'])
    expect(run.status).toBe(status)
    expect(JSON.parse(run.stdout).error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(run.stdout + run.stderr).not.toMatch(/correct-horse|short/)
  })

  test.each([
    ['nowhere.env', 4, 'ERR_CLI_FILE_NOT_FOUND'],
    ['.', 2, 'ERR_CLI_FILE_READ'],
  ])('in %s are not found', async (file, status, code) => {
    const { ask } = await secretSkill()
    const run = await ask('/status/200', ['--secrets', file, '--json'])
    expect([run.status, JSON.parse(run.stdout).error.code]).toEqual([status, code])
  })

  test('of a file are not read for a skill that names none', async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'))
    expect((await skill(['run', './s', '--input', '1', '--secrets', 'nowhere.env'])).status).toBe(0)
  })

  test('are neither in the trace of a run nor needed to replay it', async () => {
    const { ask, skill, folder } = await secretSkill()
    const trace = join(folder, 'trace.json')
    const recorded = await ask('/reflect?id=cli-trace', ['--record', trace], { BLUFIO_SECRET_API_KEY: VALUE })
    expect(recorded.status).toBe(0)
    expect(await readFile(trace, 'utf8')).not.toContain(VALUE)
    const replayed = await skill(['replay', trace, './s'])
    expect(replayed).toMatchObject({ status: 0, stdout: recorded.stdout })
  })
})
