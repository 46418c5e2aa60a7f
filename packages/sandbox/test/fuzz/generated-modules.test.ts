import { expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import { describeCampaign, runCampaign } from './generated-campaign.ts'

const MODULES = Number(process.env['BLUFIO_FUZZ_MODULES'] ?? 800)
const SEED = Number(process.env['BLUFIO_FUZZ_SEED'] ?? 20_261_122)

test(`${MODULES} modules of all proposals from the seed ${SEED} on do metered what they do plain, and the fuel they use is exactly enough`, {
  timeout: 1_800_000,
}, async () => {
  const report = await runCampaign({ firstSeed: SEED, modules: MODULES, oracle: hasOracle() })
  process.stdout.write(`seeds from ${SEED} on:\n${describeCampaign(report)}\n`)
  expect(report.faults, 'one alone: node bench/fuzz.ts --seed N --modules 1').toEqual([])
  const kinds = [...report.kinds.values()]
  expect(kinds.reduce((all, { refused }) => all + refused, 0)).toBe(0)
  expect(kinds.reduce((all, { fates }) => all + (fates.get('returned') ?? 0), 0)).toBeGreaterThan(MODULES)
  if (report.fuel !== undefined) expect(report.fuel.calls).toBeGreaterThan(MODULES / 4)
})
