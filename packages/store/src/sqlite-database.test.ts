import { expect, test } from 'vitest'
import { loadSqlite } from './sqlite-database.ts'
import { readSqliteHeader, setChangeCounter, withoutWriteAhead } from './sqlite-header.ts'

const engine = await loadSqlite()

test('each export raises the change counter, from where the file had it', () => {
  const first = engine.open()
  first.run('CREATE TABLE numbers (value INTEGER)')
  const counters: (number | undefined)[] = []
  counters.push(readSqliteHeader(first.export())?.changeCounter)
  first.run('INSERT INTO numbers VALUES (1)')
  const bytes = first.export()
  counters.push(readSqliteHeader(bytes)?.changeCounter)
  const second = engine.open(bytes)
  second.run('INSERT INTO numbers VALUES (2)')
  counters.push(readSqliteHeader(second.export())?.changeCounter)
  expect(counters).toEqual([1, 2, 3])
  expect(second.rows('SELECT value FROM numbers')).toEqual([{ value: 1 }, { value: 2 }])
})

test('the change counter wraps after 2³² − 1, as SQLite’s does', () => {
  const database = engine.open()
  database.run('CREATE TABLE numbers (value INTEGER)')
  const bytes = database.export()
  setChangeCounter(bytes, 0xffff_ffff)
  const again = engine.open(bytes)
  again.run('INSERT INTO numbers VALUES (1)')
  expect(readSqliteHeader(again.export())?.changeCounter).toBe(0)
})

test('an export keeps the guard against functions in a foreign schema', () => {
  const database = engine.open()
  database.run('CREATE TABLE numbers (value INTEGER)')
  database.export()
  expect(database.rows('PRAGMA trusted_schema')).toEqual([{ trusted_schema: 0 }])
})

test('a transaction that throws leaves no trace', () => {
  const database = engine.open()
  database.run('CREATE TABLE numbers (value INTEGER)')
  const failing = () =>
    database.transaction(() => {
      database.run('INSERT INTO numbers VALUES (1)')
      throw new Error('stop')
    })
  expect(failing).toThrow('stop')
  expect(database.rows('SELECT value FROM numbers')).toEqual([])
})

test('a file in write-ahead mode is taken out of it, and the original bytes stay', () => {
  const database = engine.open()
  database.run('CREATE TABLE numbers (value INTEGER)')
  const bytes = database.export().fill(2, 18, 20)
  expect([...withoutWriteAhead(bytes).subarray(18, 20)]).toEqual([1, 1])
  expect([...engine.open(bytes).export().subarray(18, 20)]).toEqual([1, 1])
  expect([...bytes.subarray(18, 20)]).toEqual([2, 2])
})

test('what does not start as SQLite does has no header', () => {
  expect(readSqliteHeader(new Uint8Array(99))).toBeUndefined()
  expect(readSqliteHeader(new TextEncoder().encode('SQLite format 2'.padEnd(200)))).toBeUndefined()
})
