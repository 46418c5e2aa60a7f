// node bench/fuzz.ts [--modules N] [--seed N]; the packages must be built. A case is one generated module.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeCampaign, runCampaign } from '../test/fuzz/generated-campaign.ts'
import { hasOracle } from '../test/golden/oracle.ts'

const EVERY = 1000

/** Checks generated modules against themselves unmetered, prints what they came to, and tells whether all was well. */
export async function fuzz(modules: number, firstSeed: number): Promise<boolean> {
  const oracle = hasOracle()
  console.log(
    `${modules} modules from the seed ${firstSeed} on, fuel ${oracle ? 'compared' : 'not compared'} with wasmtime 49`,
  )
  let told = 0
  const report = await runCampaign({
    firstSeed,
    modules,
    oracle,
    onProgress: (done, faults) => {
      for (; told < faults.length; told++) console.log(faults[told])
      if (done % EVERY === 0) console.log(`${done} done, ${faults.length} faults`)
    },
  })
  for (const fault of report.faults.slice(told)) console.log(fault)
  console.log(`${describeCampaign(report)}\n  ${report.faults.length} faults`)
  return report.faults.length === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { modules: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
  })
  if (!(await fuzz(Number(values.modules), Number(values.seed)))) process.exitCode = 1
}
