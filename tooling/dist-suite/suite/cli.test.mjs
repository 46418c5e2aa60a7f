import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const manifestPath = createRequire(import.meta.url).resolve('@blufio/cli/package.json')
const { bin, version } = createRequire(import.meta.url)(manifestPath)
const program = join(dirname(manifestPath), bin.blufio)
const home = mkdtempSync(join(tmpdir(), 'blufio-cli-'))
after(() => rmSync(home, { recursive: true }))

const blufio = (...args) =>
  spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, BLUFIO_HOME: home },
    input: '',
  })

test('says its version and nothing else', () => {
  const { stdout, status } = blufio('--version')
  assert.deepEqual({ stdout: stdout.trim(), status }, { stdout: version, status: 0 })
})

test('lists no skills in a new home, as one JSON value', () => {
  const { stdout, status } = blufio('skill', 'list', '--json')
  assert.deepEqual({ skills: JSON.parse(stdout), status }, { skills: [], status: 0 })
})

test('ends with 2 on a command that it does not have, and says so on standard error only', () => {
  const { stdout, stderr, status } = blufio('skill', 'explode')
  assert.deepEqual({ stdout, status }, { stdout: '', status: 2 })
  assert.match(stderr, /explode/)
})

test('ends with 4 when a skill is not installed', () => {
  assert.equal(blufio('skill', 'info', 'nobody').status, 4)
})
