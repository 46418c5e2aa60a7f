import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'
import { skillPackage, wasmOf } from '../skill-packages.ts'
import { openStore } from './open-store.ts'
import { type KilledTabs, ownTask, type TabMessage, type TabTask } from './tab.ts'

const own = ownTask()
if (own === undefined) {
  await answerInput(({ killed }: { killed: KilledTabs }) =>
    runTests({ files: ['tabs'], importFile: async () => (await import('./tabs-suite.ts')).testTabs(killed) }),
  )
} else {
  const channel = new BroadcastChannel(own.id)
  const tell = (message: TabMessage) => channel.postMessage(message)
  await work(own.task, tell).catch((error: unknown) => tell({ failed: String(error) }))
}

async function work({ store: name, storage, prefix, count }: TabTask, tell: (message: TabMessage) => void) {
  const store = await openStore(name, storage)
  for (let index = 0; count === null || index < count; index += 1) {
    const skill = `${prefix}-${index}`
    await store.install(skillPackage(skill, { wasm: wasmOf(skill) }))
    tell({ installed: skill })
  }
  await store.close()
  tell({ done: true })
}
