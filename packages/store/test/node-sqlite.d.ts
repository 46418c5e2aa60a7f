/** What the tests use of SQLite as Node.js 22.13 and later has it; the types of the oldest Node.js that we support lack it. */
declare module 'node:sqlite' {
  type Value = string | number | bigint | Uint8Array | null
  export class DatabaseSync {
    constructor(path: string)
    exec(sql: string): void
    prepare(sql: string): {
      all(...parameters: readonly Value[]): readonly Readonly<Record<string, Value>>[]
      run(...parameters: readonly Value[]): unknown
    }
    close(): void
  }
}
