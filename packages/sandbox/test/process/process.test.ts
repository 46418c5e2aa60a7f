import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { fileSkill } from '../support/file-skill.ts'
import { meetingBranchesSkill } from '../support/meeting-branches.ts'
import { manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'
import { childrenOf, eventually, isAlive } from './child-processes.ts'

const ENDLESS = wat('(module (func (export "run") (loop (br 0))))')
const MOST_FUEL = 18_446_744_073_709_551_615n
const STRIPPING = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
const SPINNING = { fuel: MOST_FUEL, epochTimeoutSecs: 60 }
const WRITE = { call: 'write_file', path: 'cache/x', rest: [0, 1_048_576] } as const
/** Writes for ever, whatever is thrown at it. */
const CATCHING = wat(`(module
  (import "blufio" "write_file" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 17) (data (i32.const 0) "cache/x")
  (func (export "run") (loop $again
    (try (do (drop (call $write (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 1048576)))) (catch_all))
    (br $again))))`)
/** What optimising the module that ends Node 24 takes before it does. */
const CRASH_BYTES = 6 * 2 ** 30

/** What was there before a test is not one of its own. */
const others = new Set(childrenOf(process.pid))
const ownChildren = (): number[] => childrenOf(process.pid).filter((id) => !others.has(id))
const invoke = { input: null } as const

/** Without what a test runner left in the environment: it would change how this Node runs. */
function ownEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env
  return env
}

describe.skipIf(process.platform === 'win32')('a skill in a process of its own', () => {
  test('whose engine ends the process is trapped, and its host and other skills go on', {
    timeout: 120_000,
  }, async (context) => {
    if (!process.version.startsWith('v24.')) return context.skip('needs node 24: others survive the module')
    if (freemem() < CRASH_BYTES) return context.skip('needs 6 GiB of free memory')
    await withRuntime({ isolation: 'process', workers: 2 }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'crash', ...SPINNING }), meetingBranchesSkill(20_000))
      await runtime.loadSkill(manifestOf({ name: 'good' }), skillWat(''))
      const crash = runtime.invoke({ skillName: 'crash', ...invoke })
      expect((await runtime.invoke({ skillName: 'good', ...invoke })).outcome).toBe('ok')
      const result = await crash
      expect(result).toMatchObject({ outcome: 'trapped', isError: true })
      expect(result.content).toMatch(/its process ended by SIG\w+: .*out of memory: Zone/i)
      expect(result.usage).toMatchObject({ fuelExact: false })
      expect(result.usage.fuel).toBeGreaterThan(0n)
      expect((await runtime.invoke({ skillName: 'good', ...invoke })).outcome).toBe('ok')
    })
  })

  test('whose process is killed is trapped, and no other is', async () => {
    await withRuntime({ isolation: 'process', workers: 2 }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'one', ...SPINNING }), ENDLESS)
      await runtime.loadSkill(manifestOf({ name: 'two', fuel: MOST_FUEL, epochTimeoutSecs: 3 }), ENDLESS)
      const one = runtime.invoke({ skillName: 'one', ...invoke })
      const [first = 0] = await eventually(() => (ownChildren().length > 0 ? ownChildren() : undefined))
      const two = runtime.invoke({ skillName: 'two', ...invoke })
      await eventually(() => ownChildren().length === 2)
      process.kill(first, 'SIGKILL')
      expect(await one).toMatchObject({ outcome: 'trapped', content: expect.stringContaining('SIGKILL') })
      expect((await two).outcome).toBe('timed-out')
      expect((await runtime.invoke({ skillName: 'two', ...invoke })).outcome).toBe('timed-out')
    })
  })

  test('is cancelled without ending its process, and tells the fuel that it had used', async () => {
    await withRuntime({ isolation: 'process', workers: 1 }, async (runtime) => {
      await runtime.loadSkill(manifestOf(SPINNING), ENDLESS)
      const before = ownChildren()
      const controller = new AbortController()
      const watch = { signal: controller.signal, onProgress: () => controller.abort() }
      const result = await runtime.invoke({ skillName: 'test-skill', ...invoke }, watch)
      expect(result.outcome).toBe('cancelled')
      expect(result.usage.fuel).toBeGreaterThan(0n)
      expect(ownChildren()).toEqual(before)
    })
  })

  test.each([
    ['', fileSkill([WRITE], { endless: true })],
    [', also when it catches all', CATCHING],
  ])('is told as cancelled, at whatever step of a host call that was%s', async (_, wasm) => {
    const options = { isolation: 'process', workers: 1, files: { storage: 'memory' } } as const
    await withRuntime({ ...options, limits: { maxFileBytes: Number.MAX_SAFE_INTEGER } }, async (runtime) => {
      const manifest = manifestOf({ capabilities: { filesystem: { read: [], write: ['cache'] } } })
      await runtime.loadSkill(manifest, wasm)
      const ends = new Set<string>()
      for (let round = 0; round < 100; round++) {
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 8 + (round % 10))
        const { signal } = controller
        ends.add((await runtime.invoke({ skillName: 'test-skill', ...invoke }, { signal })).content)
      }
      expect([...ends]).toEqual(['the run was cancelled'])
    })
  })

  test('has none of the environment of its host', async (context) => {
    if (process.platform !== 'linux') return context.skip('needs linux: /proc tells the environment of a process')
    process.env['BLUFIO_TEST_SECRET'] = 'not for guests'
    try {
      await withRuntime({ isolation: 'process', workers: 1 }, async (runtime) => {
        await runtime.loadSkill(manifestOf(), skillWat(''))
        const variables = readFileSync(`/proc/${ownChildren()[0]}/environ`, 'utf8').split('\0').filter(Boolean)
        const names = variables.map((variable) => variable.split('=')[0])
        const known = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NO_COLOR', 'LD_LIBRARY_PATH']
        expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([])
      })
    } finally {
      delete process.env['BLUFIO_TEST_SECRET']
    }
  })

  test('leaves no process behind when its runtime is closed', async () => {
    await withRuntime({ isolation: 'process', workers: 2 }, async (runtime) => {
      await runtime.loadSkill(manifestOf(SPINNING), ENDLESS)
      const runs = [
        runtime.invoke({ skillName: 'test-skill', ...invoke }),
        runtime.invoke({ skillName: 'test-skill', ...invoke }),
      ]
      await eventually(() => ownChildren().length === 2)
      await runtime.close()
      expect((await Promise.all(runs)).map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
    })
    expect(ownChildren()).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a host', () => {
  const hosts: ChildProcess[] = []
  afterEach(() => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL')
  })

  /** Starts host-program.ts; what it prints comes as lines. */
  function startHost(seconds: number, wasm: Uint8Array): { readonly host: ChildProcess; readonly lines: string[] } {
    const program = fileURLToPath(new URL('./host-program.ts', import.meta.url))
    const args = [...STRIPPING, program, String(seconds), ...[...wasm].map(String)]
    const host = spawn(process.execPath, args, { env: ownEnv() })
    hosts.push(host)
    const lines: string[] = []
    for (const stream of [host.stdout, host.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')))
    }
    return { host, lines }
  }

  /** A host whose skill runs, and the process that it runs in. */
  async function spinningHost(): Promise<{ readonly host: ChildProcess; readonly child: number }> {
    const { host, lines } = startHost(60, ENDLESS)
    await eventually(() => lines.includes('loaded'))
    const [child = 0] = childrenOf(host.pid ?? 0)
    expect(isAlive(child)).toBe(true)
    return { host, child }
  }

  test('ends by itself when its skills have, with its runtime open, and shows nothing of their processes', async () => {
    const { host, lines } = startHost(5, skillWat(''))
    const status = await new Promise((resolve) => host.once('close', resolve))
    expect({ status, lines }).toEqual({ status: 0, lines: ['loaded', 'ok'] })
  })

  test('that has no descriptors left is told so, and goes on', async () => {
    const program = fileURLToPath(new URL('./crowded-host.ts', import.meta.url))
    const host = spawn('sh', ['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, ...STRIPPING, program], {
      env: ownEnv(),
    })
    hosts.push(host)
    let printed = ''
    for (const stream of [host.stdout, host.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
    }
    const status = await new Promise((resolve) => host.once('close', resolve))
    expect({ status, printed }).toEqual({ status: 0, printed: 'ERR_WORKER_FAILED\n' })
  })

  test('that is killed takes the process of a skill that runs with it', async () => {
    const { host, child } = await spinningHost()
    host.kill('SIGKILL')
    await eventually(() => !isAlive(child))
  })

  test('whose process of a running skill is killed goes on', async () => {
    const { host, child } = await spinningHost()
    const ended = new Promise((resolve) => host.once('close', resolve))
    process.kill(child, 'SIGKILL')
    expect(await ended).toBe(0)
  })
})
