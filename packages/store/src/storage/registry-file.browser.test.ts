import { expect, test } from 'vitest'
import { contentOf, type FileContent, OpfsRegistryFile } from './registry-file.browser.ts'
import { StaleSnapshot } from './store-backing.ts'

const HEADER = [0x37, 0x7f, 6, 0x82, ...new Array<number>(28).fill(9)]
const FRAME = [0, 0, 0, 1, 5, 6, 7, 8]

async function logOf(bytes: readonly number[]): Promise<FileContent> {
  const content = await contentOf(new File([Uint8Array.from(bytes)], 'log', { lastModified: 1 }), 'log')
  if (content === undefined) throw new Error('a log that is empty')
  return content
}

/** The log that was opened, of which the browser gives zeros since another took its place. */
async function replaced(now: () => Promise<FileContent | undefined>): Promise<OpfsRegistryFile> {
  const { origin, identity } = await logOf([...HEADER, ...FRAME])
  const file = new File([new Uint8Array(HEADER.length + FRAME.length)], 'log')
  return new OpfsRegistryFile({ origin, identity, file }, { name: 'log', location: 'opfs:test', now })
}

test('a log of which zeros are given is read where it is now, when that was only added to', async () => {
  const file = await replaced(() => logOf([...HEADER, ...FRAME, ...FRAME]))
  expect([...(await file.read(HEADER.length, FRAME.length))]).toEqual(FRAME)
})

test('a log of which zeros are given is stale when another was begun, or there is none', async () => {
  const [, ...rest] = HEADER
  const another = await replaced(() => logOf([1, ...rest, ...FRAME]))
  await expect(another.read(HEADER.length, FRAME.length)).rejects.toThrow(StaleSnapshot)
  const none = await replaced(async () => undefined)
  await expect(none.read(HEADER.length, FRAME.length)).rejects.toThrow(StaleSnapshot)
})

test('the end of a log that holds nothing more is no reason to look again', async () => {
  const content = await logOf(HEADER)
  const now = () => Promise.reject(new Error('looked again'))
  const file = new OpfsRegistryFile(content, { name: 'log', location: 'opfs:test', now })
  expect(await file.read(HEADER.length, 0)).toHaveLength(0)
})
