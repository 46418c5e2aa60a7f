import { openSkillStore } from '@blufio/store'
import sqliteWasm from 'sql.js/dist/sql-wasm-browser.wasm'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import type { openSkillStore as OpenInBrowser } from '../../src/index.browser.ts'
import { contractTests } from './contract-tests.ts'

const open = openSkillStore as unknown as typeof OpenInBrowser

await answerInput(() =>
  contractTests({
    memory: () => open({ memory: true, sqliteWasm }),
    opfs: (index) => open({ name: `contract-${index}`, storage: 'opfs', sqliteWasm }),
    indexeddb: (index) => open({ name: `contract-${index}`, storage: 'indexeddb', sqliteWasm }),
  }),
)
