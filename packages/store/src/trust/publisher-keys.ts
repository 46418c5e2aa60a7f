import type { Publisher } from '@blufio/core'
import type { SqliteDatabase } from '../database/sqlite-database.ts'

/** A publisher whose key is trusted. */
export interface TrustedPublisher extends Publisher {
  /** Whether the key was told to be right, and not only the first one that was seen. */
  readonly pinned: boolean
  /** RFC 3339, UTC. */
  readonly firstSeen: string
  /** RFC 3339, UTC: when a skill that it signed was last installed. */
  readonly lastUsed: string
}

/** The trusted publisher called `publisherId`, `undefined` when none is. */
export function findPublisher(database: SqliteDatabase, publisherId: string): TrustedPublisher | undefined {
  return publishersWhere(database, 'publisher_id = ?', [publisherId])[0]
}

/** All publishers whose keys are trusted, by their ids. */
export function allPublishers(database: SqliteDatabase): readonly TrustedPublisher[] {
  return publishersWhere(database, 'TRUE', [])
}

/** Trusts the key of a publisher, in place of the one that was trusted before. */
export function putPublisher(database: SqliteDatabase, publisher: TrustedPublisher): void {
  const { publisherId, publicKey, pinned, firstSeen, lastUsed } = publisher
  database.run(
    'INSERT OR REPLACE INTO publisher_keys (publisher_id, public_key_hex, pinned, first_seen, last_used) VALUES (?, ?, ?, ?, ?)',
    [publisherId, publicKey, pinned ? 1 : 0, firstSeen, lastUsed],
  )
}

/** Forgets the key of a publisher; returns whether there was one. */
export function deletePublisher(database: SqliteDatabase, publisherId: string): boolean {
  return database.run('DELETE FROM publisher_keys WHERE publisher_id = ?', [publisherId]) > 0
}

function publishersWhere(
  database: SqliteDatabase,
  condition: string,
  parameters: readonly string[],
): readonly TrustedPublisher[] {
  const sql = `SELECT publisher_id, public_key_hex, pinned, first_seen, last_used FROM publisher_keys WHERE ${condition} ORDER BY publisher_id`
  return database.rows(sql, parameters).map((row) => ({
    publisherId: String(row['publisher_id']),
    publicKey: String(row['public_key_hex']),
    pinned: row['pinned'] === 1,
    firstSeen: String(row['first_seen']),
    lastUsed: String(row['last_used']),
  }))
}
