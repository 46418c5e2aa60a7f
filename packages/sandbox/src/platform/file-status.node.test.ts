import { afterEach, expect, test } from 'vitest'
import { InheritedStatus } from '../worker/inherited-status.node.ts'
import { FileStatus } from './file-status.node.ts'

const open: FileStatus[] = []
afterEach(() => {
  for (const status of open.splice(0)) status.close()
})

/** Both sides on one descriptor. */
function sides(): { readonly host: FileStatus; readonly child: InheritedStatus } {
  const host = FileStatus.create()
  if (host === undefined) throw new Error('the folder for temporary files can not be written to')
  open.push(host)
  return { host, child: new InheritedStatus(host.descriptor, () => {}) }
}

const nextPoll = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('a job is cancelled by its number, and no other is', async () => {
  const { host, child } = sides()
  child.begin(7)
  expect(child.isCancelled(7)).toBe(false)
  host.cancel(7)
  await nextPoll()
  expect(child.isCancelled(7)).toBe(true)
  expect(child.isCancelled(8)).toBe(false)
})

test('the host knows which job was begun last and what it has used, to the unit', () => {
  const { host, child } = sides()
  expect([host.hasBegun(0x7fff_ffff), host.lastFuel]).toEqual([false, 0n])
  child.begin(0x7fff_ffff)
  child.noteFuel(18_446_744_073_709_551_615n)
  expect([host.hasBegun(0x7fff_ffff), host.lastFuel]).toEqual([true, 18_446_744_073_709_551_615n])
  child.begin(1)
  expect([host.hasBegun(0x7fff_ffff), host.hasBegun(1), host.lastFuel]).toEqual([false, true, 0n])
})

test('nothing is known once the host has let go of it', () => {
  const { host, child } = sides()
  child.begin(3)
  host.close()
  host.close()
  host.cancel(3)
  expect([host.hasBegun(3), host.lastFuel]).toEqual([false, 0n])
})
