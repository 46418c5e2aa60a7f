import { expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import { describeCampaign, runCampaign } from './generated-campaign.ts'

const MODULES = Number(process.env['BLUFIO_FUZZ_MODULES'] ?? 2000)
const SEED = Number(process.env['BLUFIO_FUZZ_SEED'] ?? 20_261_122)

test(`${MODULES} modules of all proposals from the seed ${SEED} on do metered what they do plain, and the fuel they use is exactly enough`, {
  timeout: 1_800_000,
}, async () => {
  const report = await runCampaign({ firstSeed: SEED, modules: MODULES, oracle: hasOracle() })
  process.stdout.write(`seeds from ${SEED} on:\n${describeCampaign(report)}\n`)
  expect(report.faults).toEqual([])
  const compared = [...report.kinds.values()].flatMap(({ fates }) => [fates.get('returned') ?? 0])
  expect(compared.reduce((all, times) => all + times, 0)).toBeGreaterThan(MODULES)
})
