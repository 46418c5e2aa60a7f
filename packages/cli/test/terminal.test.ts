import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BLUFIO } from './run-blufio.ts'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

// Gives a program a terminal. util-linux's; the one of BSD and macOS takes other options.
const SCRIPT = 'script'
const hasTerminal = spawnSync(SCRIPT, ['--version']).stdout?.includes('util-linux') === true

/** Runs `blufio skill` with `args` at a terminal, types `keys` once it asks; the status and all that was shown. */
function atTerminal(
  { folder, home }: Workspace,
  args: string,
  keys: string,
): Promise<{ status: number | null; shown: string }> {
  return new Promise((resolve, reject) => {
    // A terminal of no width would be given a letter on each line.
    const command = `stty cols 100 rows 40; '${process.execPath}' '${BLUFIO}' skill ${args}`
    const env = { ...process.env, BLUFIO_HOME: home, TERM: 'xterm', CI: '' }
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { cwd: folder, env })
    let shown = ''
    let asked = false
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      shown += chunk
      if (asked || !/(?:Install|Update) .*sample.*\?[\s\S]*No/.test(shown)) return
      asked = true
      child.stdin.write(keys)
    })
    child.on('error', reject).on('close', (status) => resolve({ status, shown }))
  })
}

test.skipIf(!hasTerminal).each([
  ['yes', 'y', 0],
  ['no', 'n', 3],
  ['return, which means no', '\r', 3],
  ['Ctrl-C', '\x03', 3],
])('asks at a terminal, and takes %s for an answer (needs script of util-linux)', async (_, keys, status) => {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'))
  const run = await atTerminal(workspace, 'install s', keys)
  expect(run.shown).toContain('reach nothing else')
  expect(run.status).toBe(status)
  expect((await workspace.skill(['list'])).stdout).toBe(status === 0 ? 'sample  1.2.3  nothing  A sample\n' : '')
})

test.skipIf(!hasTerminal).each([
  ['no', 'n', 3, 'A sample'],
  ['yes', 'y', 0, 'Tell me all'],
])(
  'shows what an update changes, asks, and after %s there is only what was approved (needs script of util-linux)',
  async (_, keys, status, description) => {
    const workspace = await makeWorkspace()
    await writeSkill(join(workspace.folder, 's'))
    await workspace.skill(['install', 's', '--yes'])
    await writeSkill(join(workspace.folder, 's'), { description: 'Tell me all' })
    const run = await atTerminal(workspace, 'update s', keys)
    expect(run.shown).toContain('new words    description: A sample → Tell me all')
    expect(run.status).toBe(status)
    expect((await workspace.skill(['list'])).stdout).toBe(`sample  1.2.3  nothing  ${description}\n`)
    const events = JSON.parse((await workspace.skill(['log', '--json'])).stdout)
    const told = status === 0 ? { event: 'update', approval: 'answered' } : { event: 'refused', skill: 'sample' }
    expect(events.at(-1)).toMatchObject(told)
  },
)
