import { engineVersion } from '../../../../tooling/testing/engines/engine-version.ts'
import { type PageTest, runTests } from '../../../../tooling/testing/engines/page-tests.ts'
import type { SkillStore } from '../../src/skill-store.ts'
import { describeSkillStore } from '../contract/skill-store-contract.ts'
import { describeTrust } from '../contract/trust-contract.ts'

/** What a run of the contract came to somewhere. */
export interface ContractReport {
  /** The name and version that the engine gives itself. */
  readonly version: string
  /** By the kind of storage. */
  readonly tests: Readonly<Record<string, readonly PageTest[]>>
}

/** Runs the contract on stores that `openers` open, by the kind of storage; each is given another number every time. */
export async function contractTests(
  openers: Readonly<Record<string, (index: number) => Promise<SkillStore>>>,
): Promise<ContractReport> {
  const tests: Record<string, readonly PageTest[]> = {}
  let stores = 0
  for (const [kind, open] of Object.entries(openers)) {
    tests[kind] = await runTests({
      files: ['store'],
      async importFile() {
        for (const describeStore of [describeSkillStore, describeTrust]) describeStore('here', () => open(++stores))
      },
    })
  }
  return { version: engineVersion(), tests }
}
