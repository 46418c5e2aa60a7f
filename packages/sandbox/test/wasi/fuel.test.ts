import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SkillTrace, SkillTraceBytes } from '@blufio/core'
import { createSkillRuntime } from '@blufio/sandbox'
import { expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import { replay } from '../npm-programs/replay.ts'
import { manifestOf } from '../support/skills.ts'

const NOTES = { filesystem: { read: ['notes'], write: ['notes'] }, clock: true, random: true } as const

/** The recording, for replay.py, of a run that called one export. */
function recordingOf(wasm: Uint8Array, { calls }: SkillTrace, entry: string): string {
  const sha256 = createHash('sha256').update(wasm).digest('hex')
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.from(wasm)))
  const lines: unknown[] = [
    ['instantiate', 1, sha256, imports.map(() => null)],
    ['done', []],
    ['export', 2, 1, 'memory'],
    ['export', 3, 1, entry],
    ['call', 3, []],
  ]
  // The host calls proc_exit by itself at the end.
  const made = calls.filter(({ function: name }) => name !== 'proc_exit')
  for (const { function: name, arguments: values, writes = [], returns } of made) {
    const index = imports.findIndex((imported) => imported.name === name)
    lines.push(['import', 1, index, values.map((value) => (typeof value === 'string' ? `${value}n` : value))])
    for (const write of writes) lines.push(['write', 2, write.address, base64Of(write)])
    lines.push(['return', returns ?? null])
  }
  return [...lines, ['done', []], ['end', []]].map((line) => JSON.stringify(line)).join('\n')
}

function base64Of(bytes: SkillTraceBytes): string {
  if ('text' in bytes) return Buffer.from(bytes.text).toString('base64')
  if ('base64' in bytes) return bytes.base64
  throw new Error('a trace that does not hold what was written')
}

const RUNS = [
  { file: 'rust-wasi/library.wasm', entry: 'run', input: 'so many words, so many' },
  { file: 'rust-wasi/program.wasm', entry: '_start', input: 'files' },
  { file: 'rust-wasi/program.wasm', entry: '_start', input: 'random' },
  { file: 'c-wasi/program.wasm', entry: '_start', input: 'input' },
]

test.for(RUNS)(
  '$file takes the fuel that wasmtime 49 says: $entry of $input',
  async ({ file, entry, input }, context) => {
    if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
    const wasm = await readFile(new URL(`../fixtures/${file}`, import.meta.url))
    const runtime = await createSkillRuntime({ isolation: 'inline', files: { storage: 'memory' } })
    await runtime.loadSkill(manifestOf({ capabilities: NOTES }), wasm)
    const { trace, outcome } = await runtime.invoke({ skillName: 'test-skill', input }, { record: true })
    await runtime.close()
    if (trace === undefined || outcome !== 'ok') throw new Error(`the run ended as ${outcome}`)
    const folder = await mkdtemp(join(tmpdir(), 'blufio-wasi-'))
    try {
      await writeFile(join(folder, 'recording.jsonl'), recordingOf(wasm, trace, entry))
      await writeFile(join(folder, `${trace.skill.sha256}.wasm`), wasm)
      const { fuel } = await replay(folder)
      expect(trace.result).toMatchObject({ fuel: `${fuel}`, fuelExact: true })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
