import { expect, test } from 'vitest'
import { FairQueue, LOADING } from './fair-queue.ts'
import type { Job } from './job.ts'

const LIMITS = {
  maxQueued: 5,
  maxQueuedPerSkill: 3,
  maxQueuedBytes: 100,
  maxConcurrentPerSkill: 2,
  maxConcurrentLoads: 1,
}

function job(name: string, bytes = 0): Job {
  return { id: 1, name, bytes, messages: () => [], patienceMs: 1, signal: undefined, end: () => {} }
}

/** The names of the jobs that may run now, in the order of their turns. */
function takeAll(queue: FairQueue): string[] {
  const names: string[] = []
  for (let next = queue.next(); next !== undefined; next = queue.next()) {
    queue.take(next)
    names.push(next.name)
  }
  return names
}

test('skills have their turns one after another, however many jobs each has', () => {
  const queue = new FairQueue({ ...LIMITS, maxQueued: 100, maxQueuedPerSkill: 100, maxConcurrentPerSkill: 100 })
  for (const name of ['a', 'a', 'a', 'b', 'c', 'a', 'b']) queue.add(job(name))
  expect(takeAll(queue)).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a'])
})

test('jobs of one name keep their order', () => {
  const queue = new FairQueue(LIMITS)
  const jobs = [job('a'), job('a'), job('a')]
  for (const each of jobs) queue.add(each)
  const first = queue.next()
  expect(first).toBe(jobs[0])
  queue.take(first as Job)
  queue.putBack(first as Job)
  queue.release(first as Job)
  expect(queue.next()).toBe(jobs[0])
})

test('no more of one skill run at once than the limit says, until one is done', () => {
  const queue = new FairQueue(LIMITS)
  const jobs = [job('a'), job('a'), job('a')]
  for (const each of jobs) queue.add(each)
  expect(takeAll(queue)).toEqual(['a', 'a'])
  queue.release(jobs[0] as Job)
  expect(takeAll(queue)).toEqual(['a'])
})

test('a skill that waits too often is turned away, and leaves room for others', () => {
  const queue = new FairQueue(LIMITS)
  for (let count = 0; count < 3; count++) expect(queue.add(job('a'))).toBeUndefined()
  expect(queue.add(job('a'))).toBe(3)
  expect(queue.add(job('b'))).toBeUndefined()
  expect(queue.add(job('b'))).toBeUndefined()
  expect(queue.add(job('c'))).toBe(5)
})

test('loading has turns too, is never turned away, and has its own limit', () => {
  const queue = new FairQueue({ ...LIMITS, maxQueued: 1 })
  for (let count = 0; count < 9; count++) expect(queue.add(job(LOADING))).toBeUndefined()
  queue.add(job('a'))
  expect(takeAll(queue)).toEqual([LOADING, 'a'])
})

test('room is given back by what leaves, by its turn or by itself', () => {
  const queue = new FairQueue({ ...LIMITS, maxQueued: 1 })
  const first = job('a')
  queue.add(first)
  expect(queue.remove(first)).toBe(true)
  expect(queue.remove(first)).toBe(false)
  expect(queue.isEmpty).toBe(true)
  queue.add(first)
  queue.take(first)
  expect(queue.add(job('b'))).toBeUndefined()
  expect(queue.clear().map(({ name }) => name)).toEqual(['b'])
  queue.release(first)
  expect(queue.isEmpty).toBe(true)
})

test('what waits holds no more bytes than the limit says, but one alone as many as it has', () => {
  const queue = new FairQueue(LIMITS)
  const large = job('a', 1_000)
  expect(queue.add(large)).toBeUndefined()
  expect(queue.add(job('b', 1))).toBe(1)
  queue.take(large)
  expect(queue.add(job('b', 60))).toBeUndefined()
  expect(queue.add(job('c', 41))).toBe(1)
  expect(queue.add(job('c', 40))).toBeUndefined()
})
