import { describeSkillStore } from '../contract/skill-store-contract.ts'
import { describeTrust } from '../contract/trust-contract.ts'
import { openInMemory, openStore, STORAGES } from './open-store.ts'

let stores = 0
for (const describeStore of [describeSkillStore, describeTrust]) {
  describeStore('in memory', openInMemory)
  for (const storage of STORAGES) {
    describeStore(`in ${storage}`, () => openStore(`contract-${++stores}`, storage))
  }
}
