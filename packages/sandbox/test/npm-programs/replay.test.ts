import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import { runProgram, withFolder } from './program-runs.ts'
import { replay } from './replay.ts'

const WITH_ORACLE = hasOracle()

test.for([
  { what: 'what the guest returns', line: /^\["done",\["[^"]*"\]\]$/m, other: '["done",["1n"]]' },
  { what: 'what the guest passes to its host', line: /^\["import",0,0,.*$/m, other: '["import",0,0,["1n"]]' },
  { what: 'what the host writes', line: /^\["write",.*$/m, other: '["write",0,0,"AAAA"]' },
  { what: 'memory at the end', line: /^\["end",.*$/m, other: '["end",[[0,"00"]]]' },
])('a recording that is wrong about $what is refused', { timeout: 60_000 }, async ({ line, other }, context) => {
  if (!WITH_ORACLE) return context.skip('needs wasmtime 49.0.0 for python3')
  await withFolder(async (folder) => {
    await runProgram('md4w', 'recorded', folder)
    const file = join(folder, 'recording.jsonl')
    const text = await readFile(file, 'utf8')
    expect(text).toMatch(line)
    await writeFile(file, text.replace(line, other))
    await expect(replay(folder)).rejects.toThrow('Diverged')
  })
})
