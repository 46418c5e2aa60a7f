import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'
import type { BrowserStorage } from '../../src/storage/browser-backing.browser.ts'
import { skillPackage } from '../skill-packages.ts'
import { openStore } from './open-store.ts'

/** What came of opening a registry: where a module was kept, or the code of the error. */
export type Openings = Readonly<Record<BrowserStorage | 'anywhere', string>>

/** What a page is asked for. */
export type RefusalsTask = 'open' | 'open-in-sandbox' | 'locks'

// A frame in a sandbox has no origin that a server could be asked by.
if (globalThis.origin === 'null') {
  parent.postMessage(await openings(), '*')
} else {
  await answerInput(async (task: RefusalsTask) => {
    if (task === 'open') return openings()
    if (task === 'open-in-sandbox') return openingsInSandbox()
    return runTests({ files: ['locks'], importFile: () => import('./locks-suite.ts') })
  })
}

async function openings(): Promise<Openings> {
  return { opfs: await opening('opfs'), indexeddb: await opening('indexeddb'), anywhere: await opening() }
}

async function opening(storage?: BrowserStorage): Promise<string> {
  try {
    const store = await openStore(`opened-${storage ?? 'anywhere'}`, storage)
    const { wasmPath } = await store.install(skillPackage('kept'))
    await store.readSkill('kept')
    await store.close()
    return wasmPath.replace(/:.*/, '')
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error)
  }
}

function openingsInSandbox(): Promise<Openings> {
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.src = '/'
  const told = new Promise<Openings>((resolve) => {
    addEventListener('message', ({ data }) => resolve(data), { once: true })
  })
  document.body.append(frame)
  return told
}
