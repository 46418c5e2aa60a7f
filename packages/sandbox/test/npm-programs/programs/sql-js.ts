import { createRequire } from 'node:module'

interface Database {
  run(sql: string, values?: readonly unknown[]): void
  exec(sql: string): unknown
  export(): Uint8Array
}

/** SQLite in C, by Emscripten: tables, an index, joins, windows, recursion, JSON, and the file that comes of it. */
export async function run(): Promise<unknown> {
  const load = createRequire(import.meta.url)('sql.js') as () => Promise<{ Database: new () => Database }>
  const { Database } = await load()
  const database = new Database()
  database.run('CREATE TABLE city (name TEXT PRIMARY KEY, country TEXT, people INTEGER, height REAL)')
  database.run('CREATE INDEX by_country ON city (country, people)')
  database.run(FILL)
  database.run('BEGIN')
  for (let row = 0; row < 20; row++) {
    const values = [`town ${row}`, 'country 17', row * 7_919, Math.sin(row) * 1_000]
    database.run('INSERT INTO city VALUES (?, ?, ?, ?)', values)
  }
  database.run('COMMIT')
  const answers = [
    'SELECT country, count(*), sum(people), round(avg(height), 3) FROM city GROUP BY country ORDER BY 3 DESC LIMIT 6',
    "SELECT a.name, b.name FROM city a JOIN city b ON a.people = b.people + 7919 WHERE a.name LIKE '%77%' ORDER BY 1 LIMIT 9",
    'SELECT name, rank() OVER (PARTITION BY country ORDER BY people) AS place FROM city ORDER BY place DESC, name LIMIT 9',
    'WITH RECURSIVE f(a, b) AS (VALUES (0, 1) UNION ALL SELECT b, a + b FROM f WHERE b < 1e9) SELECT max(a) FROM f',
    "SELECT json_group_array(json_object('name', name)) FROM (SELECT name FROM city ORDER BY height LIMIT 5)",
  ].map((sql) => database.exec(sql))
  return { answers, file: Buffer.from(database.export()).toString('base64') }
}

const FILL = `WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
INSERT INTO city SELECT 'city ' || i, 'country ' || (i % 17), i * 7919 % 100003, (i * 31 % 997) / 7.0 FROM n`
