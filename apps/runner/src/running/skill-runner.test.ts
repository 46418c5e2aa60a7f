import { afterAll, expect, test, vi } from 'vitest'
import { sampleFiles } from '../../build/sample-skills.ts'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import { skillOfFiles } from '../opening/skill-of-files.ts'
import { loadAhead, loadSkill, prepareRuntime, runSkill } from './skill-runner.ts'

afterAll(async () => (await prepareRuntime()).close())

const opened = async (sample: string): Promise<OpenedSkill> => skillOfFiles(await sampleFiles(sample), sample)

test('what was opened, and takes long to load, does not run in place of a skill of its name that was approved since', async () => {
  const approved = await opened('text-statistics')
  const stranger = await opened('release-notes')
  // As a machine does whose digest of a large module is slow.
  const digest = crypto.subtle.digest.bind(crypto.subtle)
  const slow = vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
    if (data.byteLength === stranger.wasm.length) await new Promise((resolve) => setTimeout(resolve, 1000))
    return digest(algorithm, data)
  })
  try {
    const manifest = { ...stranger.manifest, name: approved.manifest.name }
    loadAhead({ ...stranger, manifest }, 'of the stranger')
    await loadSkill(approved, 'of the approved')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const watch = { signal: new AbortController().signal, onProgress() {}, profile: false }
    const { content } = await runSkill(approved.manifest, { text: 'to be' }, watch)
    expect(JSON.parse(content)).toMatchObject({ words: 2 })
  } finally {
    slow.mockRestore()
  }
})
