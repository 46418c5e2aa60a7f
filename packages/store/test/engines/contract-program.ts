import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSkillStore } from '@blufio/store'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import type { openSkillStore as OpenHere } from '../../src/index.node.ts'
import { contractTests } from './contract-tests.ts'

const open = openSkillStore as unknown as typeof OpenHere
const folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
await answerInput(async () => {
  const report = await contractTests({
    memory: () => open({ memory: true }),
    file: (index) => open({ path: join(folder, String(index), 'registry.db') }),
  })
  return { ...report, entry: import.meta.resolve('@blufio/store') }
})
await rm(folder, { recursive: true })
