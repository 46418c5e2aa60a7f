import { expect, test } from 'vitest'
import { opfsStorage } from '../../src/platform/files.opfs.browser.ts'
import { testStorage } from '../files/storage-suite.ts'

const FOLDER = 'blufio-skills'

testStorage({
  name: "in a browser's storage",
  isVirtual: true,
  async open() {
    const root = await navigator.storage.getDirectory()
    await root.removeEntry(FOLDER, { recursive: true }).catch(() => {})
    return opfsStorage()
  },
})

test('nothing of the page itself is touched', async () => {
  const root = await navigator.storage.getDirectory()
  await root.getFileHandle('of-the-page', { create: true })
  await opfsStorage()
  const names: string[] = []
  for await (const [name] of root.entries()) names.push(name)
  expect(names.sort()).toEqual([FOLDER, 'of-the-page'])
})
