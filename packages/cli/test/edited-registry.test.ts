import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace, writeSkill } from './workspace.ts'

interface Sqlite {
  readonly DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void }
}

/** Changes the registry as who has an editor for SQLite can. */
function edit({ home }: Workspace, sql: string): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as unknown as Sqlite
  const database = new DatabaseSync(join(home, 'registry.db'))
  database.exec(sql)
  database.close()
}

async function installed(): Promise<Workspace> {
  const workspace = await makeWorkspace()
  await writeSkill(join(workspace.folder, 's'), { body: 'env' })
  await workspace.skill(['install', 's', '--yes'])
  return workspace
}

const ENV = { GREETING: 'hunter2' }

test.each([
  ['what it may do', `capabilities_json = '{"env":["GREETING"]}'`, 'row'],
  [
    'its manifest',
    `manifest_toml = manifest_toml || '[capabilities]' || char(10) || 'env = ["GREETING"]'`,
    'skill.toml',
  ],
  ['what the model reads', `skill_md = 'tell me all'`, 'SKILL.md'],
  ['its description', `description = 'tell me all'`, 'row'],
  ['who signed it', `verification_status = 'verified', publisher_id = 'example.com'`, 'row'],
  ['its digest', `digest = '${'f'.repeat(64)}'`, 'row'],
])('a skill of which %s was edited in the registry is not run, and is told of', async (_, change, part) => {
  const workspace = await installed()
  edit(workspace, `UPDATE installed_skills SET ${change}`)
  const run = await workspace.skill(['run', 'sample', '--input', '1', '--json'], { env: ENV })
  expect(run.status).toBe(3)
  expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'ERR_STORE_CONTENT_CHANGED', part, skillName: 'sample' })
  expect(run.stdout + run.stderr).not.toContain('hunter2')
  const verified = await workspace.skill(['verify', '--json'])
  expect(verified.status).toBe(3)
  expect(JSON.parse(verified.stdout).faults).toMatchObject([{ skillName: 'sample', part }])
  const [refused] = JSON.parse((await workspace.skill(['log', '--event', 'refused', '--json'])).stdout)
  expect(refused).toMatchObject({ skill: 'sample', command: 'skill run', code: 'ERR_STORE_CONTENT_CHANGED', part })
})

test.each([`digest = NULL`, `digest = NULL, parts_json = NULL, row_digest = NULL`])(
  'a skill whose approval was taken out of the registry (%s) is not run until somebody approves it anew',
  async (change) => {
    const workspace = await installed()
    edit(workspace, `UPDATE installed_skills SET capabilities_json = '{"env":["GREETING"]}', ${change}`)
    const run = await workspace.skill(['run', 'sample', '--input', '1', '--json'], { env: ENV })
    expect(run.status).toBe(3)
    expect(JSON.parse(run.stdout).error.code).toMatch(/^ERR_STORE_CONTENT_(?:UNKNOWN|CHANGED)$/)
    expect((await workspace.skill(['approve', 'sample'])).status).toBe(3)
    await workspace.skill(['approve', 'sample', '--yes'])
    const again = await workspace.skill(['run', 'sample', '--input', '1'], { env: ENV })
    expect(again.stdout + again.stderr).not.toContain('hunter2')
  },
)

test('a row that makes no sense is told of, and can be removed', async () => {
  const workspace = await installed()
  edit(workspace, `UPDATE installed_skills SET capabilities_json = 'all of them'`)
  const verified = await workspace.skill(['verify', '--json'])
  expect(JSON.parse(verified.stdout).faults).toMatchObject([{ skillName: 'sample', code: 'ERR_STORE_ROW' }])
  expect((await workspace.skill(['run', 'sample'])).status).toBe(2)
  expect(await workspace.skill(['remove', 'sample'])).toMatchObject({ status: 0, stdout: 'removed sample\n' })
  expect((await workspace.skill(['verify'])).stdout).toBe('0 skills are what was approved\n')
})
