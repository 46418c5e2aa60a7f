import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { everythingIn, openFiles, testFolder, told } from './disk.ts'

const PROGRAM = fileURLToPath(new URL('swapping-program.ts', import.meta.url))
const ROUNDS = 400

/** What shows in a folder and those in it that anything was made, changed or removed there, even for a moment. */
async function changeTimes(folders: readonly string[]): Promise<readonly bigint[]> {
  const all = await Promise.all(folders.map((folder) => stat(folder, { bigint: true })))
  return all.flatMap(({ mtimeNs, ctimeNs }) => [mtimeNs, ctimeNs])
}

test('a folder that another process swaps for a link 10,000 times never leads outside', {
  timeout: 120_000,
}, async (context) => {
  if (process.platform !== 'linux') context.skip('needs folders that can be held by handles')
  const all = await testFolder()
  const granted = join(all, 'data')
  const outside = join(all, 'data-evil')
  for (const folder of [granted, outside, join(outside, 'deep'), join(outside, 'empty')]) await mkdir(folder)
  for (const name of ['secret', 'deep/secret', 'outside-only']) await writeFile(join(outside, name), 'SECRET')
  const watched = [outside, join(outside, 'deep'), join(outside, 'empty'), join(outside, 'secret')]
  const [before, timesBefore] = [await everythingIn(outside), await changeTimes(watched)]
  const limits = { maxFileBytes: Number.MAX_SAFE_INTEGER }
  const ask = await openFiles({ read: [granted], write: [granted], limits })

  const swapping = fork(PROGRAM, [granted, outside], { execArgv: [] })
  onTestFinished(() => void swapping.kill('SIGKILL'))
  await once(swapping, 'message')
  const seen = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all([
      ask('read', `${granted}/swap/secret`),
      ask('read', `${granted}/swap/deep/secret`),
      ask('read', `${granted}/file`),
      ask('read', `${granted}/swap/outside-only`),
      ask('list', `${granted}/swap`),
      ask('stat', `${granted}/swap/outside-only`),
      ask('write', `${granted}/swap/written-${round}`, { data: 'X' }),
      ask('write', `${granted}/swap/deep/secret`, { data: 'inside' }),
      ask('remove', `${granted}/swap/outside-only`),
      ask('remove', `${granted}/swap/empty`),
      ask('make-directory', `${granted}/swap/deep/made`),
    ])
    // Not there inside: nothing can be told of it.
    for (const answer of [answers[3], answers[5]]) expect(['failed', 'denied']).toContain(answer.kind)
    for (const answer of answers) {
      const text = told(answer)
      expect(text).not.toMatch(/SECRET|outside-only|empty/)
      const met = text.includes('\0') ? 'names' : text
      seen.set(met, (seen.get(met) ?? 0) + 1)
    }
    await ask('remove', `${granted}/swap/written-${round}`)
    await ask('remove', `${granted}/swap/deep/made`)
  }
  swapping.send('end')
  const [{ swaps }] = (await once(swapping, 'message')) as [{ swaps: number }]

  expect(swaps).toBeGreaterThanOrEqual(10_000)
  // That it was a race: what was asked for was met inside, as a link to outside, and not at all.
  for (const met of ['inside', 'denied', 'not-found', 'names', 'done']) expect([...seen.keys()]).toContain(met)
  expect(await everythingIn(outside)).toEqual(before)
  expect(await changeTimes(watched)).toEqual(timesBefore)
})
