import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const CONTRIBUTING = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
const { packageManager, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  packageManager: string
  scripts: object
}

test('every command by pnpm names the pinned one, and a script that exists', () => {
  const commands = Array.from(CONTRIBUTING.matchAll(/npx (pnpm\S*) ([a-z:]+)/g), ([, pnpm, script]) => ({
    pnpm,
    script,
  }))
  expect(commands.length).toBeGreaterThan(4)
  for (const { pnpm, script = '' } of commands) {
    expect(pnpm).toBe(packageManager)
    expect([...Object.keys(scripts), 'exec']).toContain(script)
  }
})
