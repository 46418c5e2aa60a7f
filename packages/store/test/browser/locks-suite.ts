import { expect, test } from 'vitest'
import { withWebLock } from '../../src/storage/web-lock.browser.ts'
import { codeOf, skillPackage } from '../skill-packages.ts'
import { openStore, STORAGES } from './open-store.ts'

const nothing = async () => undefined

test('one is inside at a time, and the next when that one is out, however it ended', async () => {
  const steps: string[] = []
  const inside = (name: string, fail: boolean) =>
    withWebLock('turns', async () => {
      steps.push(`${name} in`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      steps.push(`${name} out`)
      if (fail) throw new Error(name)
    }).catch((error: unknown) => steps.push(String(error)))
  await Promise.all([inside('one', true), inside('two', false)])
  expect(steps.filter((step) => !step.startsWith('Error'))).toEqual(['one in', 'one out', 'two in', 'two out'])
  expect(steps).toContain('Error: one')
})

test('a lock that somebody keeps is waited for, though not for ever', async () => {
  await withWebLock('kept', async () => {
    expect(await codeOf(withWebLock('kept', nothing, { giveUpAfterMs: 50 }))).toBe('ERR_STORE_BUSY')
  })
  expect(await withWebLock('kept', async () => 'free again')).toBe('free again')
})

test('whoever was robbed of a lock is told before it writes, and what it did ends by itself', async () => {
  const robbed = withWebLock('robbed', async (lease) => {
    lease.assertHeld()
    await navigator.locks.request('blufio-store:robbed', { steal: true }, nothing)
    await new Promise((resolve) => setTimeout(resolve))
    lease.assertHeld()
  })
  expect(await codeOf(robbed)).toBe('ERR_STORE_BUSY')
})

test.each(STORAGES)('a change waits for the lock of %s', async (storage) => {
  const store = await openStore(`waits-${storage}`, storage)
  let isInstalled = false
  let installing: Promise<unknown> | undefined
  await navigator.locks.request(`blufio-store:${storage}:waits-${storage}`, async () => {
    installing = store.install(skillPackage('late')).then(() => {
      isInstalled = true
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(isInstalled).toBe(false)
  })
  await installing
  expect(isInstalled).toBe(true)
  await store.close()
})
