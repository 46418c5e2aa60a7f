import { createSkillRuntime } from '@blufio/sandbox'
import { afterEach, expect, test, vi } from 'vitest'
import { manifestOf } from '../test/support/skills.ts'
import { skillWat } from '../test/support/wat.ts'

afterEach(() => vi.restoreAllMocks())

/** A skill that answers with this character. */
const answering = (character: string, padding = ''): Uint8Array<ArrayBuffer> =>
  skillWat(
    `(i32.store8 (i32.const 0) (i32.const ${character.charCodeAt(0)})) (call $set_output (i32.const 0) (i32.const 1))`,
    `(memory (export "memory") 1) ${padding}`,
  )

test('of two skills of one name that are loaded at once, the one that was asked for last stays', async () => {
  const first = answering('1', '(data (i32.const 9) "first")')
  const digest = crypto.subtle.digest.bind(crypto.subtle)
  let isFirstReady = (): void => {}
  const held = new Promise<void>((resolve) => {
    isFirstReady = resolve
  })
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
    if (data.byteLength === first.length) await held
    return digest(algorithm, data)
  })
  const runtime = await createSkillRuntime({ isolation: 'inline' })
  const loading = runtime.loadSkill(manifestOf(), first)
  await runtime.loadSkill(manifestOf(), answering('2'))
  isFirstReady()
  await loading
  expect((await runtime.invoke({ skillName: 'test-skill', input: null })).content).toBe('2')
  // And one that is asked for then takes its place.
  await runtime.loadSkill(manifestOf(), first)
  expect((await runtime.invoke({ skillName: 'test-skill', input: null })).content).toBe('1')
  await runtime.close()
})
