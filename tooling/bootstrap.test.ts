import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeProblem, quoted, runsTheTools } from './bootstrap.mjs'

const bootstrap = join(import.meta.dirname, 'bootstrap.mjs')

test.each([
  ['v18.20.8', true],
  ['v20.18.3', true],
  ['v20.19.0', false],
  ['v22.0.0', false],
  ['v26.10.0', false],
])('Node %s is refused: %s', (version, refused) => {
  expect(nodeProblem(version) !== undefined).toBe(refused)
})

test('says which Node is needed and where to get it', () => {
  expect(nodeProblem('v18.0.0')).toMatch(/Node 20\.19 or newer.*v18\.0\.0.*nodejs\.org/)
})

test.each([
  ['v20.20.2', false],
  ['v22.19.0', true],
  ['v23.11.0', false],
  ['v24.10.0', false],
  ['v24.11.0', true],
  ['v26.0.0', true],
])('Node %s can run the tools itself: %s', (version, can) => {
  expect(runsTheTools(version)).toBe(can)
})

test.skipIf(process.platform === 'win32')(
  'an argument reaches the script as it was given (needs a POSIX shell)',
  () => {
    const words = ['--keep-going', 'two words', "it's", '$HOME', '`id`', '"', '*', '']
    const line = [process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words]
    const { stdout } = spawnSync(line.map((word) => quoted(word, 'linux')).join(' '), { shell: true, encoding: 'utf8' })
    expect(JSON.parse(stdout)).toEqual(words)
  },
)

test('asks for a script, with exit status 2 and nothing on standard output', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('Usage')
})
