import { expect, test } from 'vitest'
import { loadSqlite } from './sqlite-database.ts'
import { readSqliteHeader } from './sqlite-header.ts'

const engine = await loadSqlite()

test('an export keeps the guard against functions in a foreign schema', () => {
  const database = engine.openWhole()
  database.run('CREATE TABLE numbers (value INTEGER)')
  database.export()
  expect(database.rows('PRAGMA trusted_schema')).toEqual([{ trusted_schema: 0 }])
})

test('a transaction that throws leaves no trace', () => {
  const database = engine.openWhole()
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
  const database = engine.openWhole()
  database.run('CREATE TABLE numbers (value INTEGER)')
  const bytes = database.export().fill(2, 18, 20)
  expect([...engine.openWhole(bytes).export().subarray(18, 20)]).toEqual([1, 1])
  expect([...bytes.subarray(18, 20)]).toEqual([2, 2])
})

test('what does not start as SQLite does has no header', () => {
  expect(readSqliteHeader(new Uint8Array(99))).toBeUndefined()
  expect(readSqliteHeader(new TextEncoder().encode('SQLite format 2'.padEnd(200)))).toBeUndefined()
})
