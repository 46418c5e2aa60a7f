// Writes figures.json anew: node test/npm-programs/regenerate.ts (needs python3 with wasmtime 49.0.0).
import { writeFileSync } from 'node:fs'
import { digestsOf, runProgram, withFolder } from './program-runs.ts'
import { programs } from './programs.ts'
import { replay } from './replay.ts'

const rows: object[] = []
for (const name of Object.keys(programs)) {
  await withFolder(async (folder) => {
    const digests = await digestsOf(folder, await runProgram(name, 'recorded', folder))
    rows.push({ name, ...digests, ...(await replay(folder)) })
  })
}
writeFileSync(new URL('./figures.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`)
