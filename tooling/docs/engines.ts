// Runs the suites on every engine that is here, keeps what they came to, and writes the tables of docs/engines.md from it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** In this order: the tables are made of what is kept before. */
const SUITES = [
  ['sandbox', 'test/engines/contract.test.ts'],
  ['store', 'test/engines/contract.test.ts'],
  ['sandbox', 'test/engines/engines-doc.test.ts'],
] as const

for (const [name, file] of SUITES) {
  const { status } = spawnSync('vitest', ['run', file], {
    cwd: fileURLToPath(new URL(`../../packages/${name}/`, import.meta.url)),
    env: { ...process.env, BLUFIO_KEEP_RESULTS: '1' },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
