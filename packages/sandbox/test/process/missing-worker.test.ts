import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { skillWat } from '../support/wat.ts'

const SANDBOX = fileURLToPath(new URL('../../dist/index.node.js', import.meta.url))

test('a worker that can not be started is told as an error, also where nothing else keeps the process alive', () => {
  const wasm = Buffer.from(skillWat('')).toString('base64')
  const program = `
    import { createSkillRuntime } from ${JSON.stringify(SANDBOX)}
    const runtime = await createSkillRuntime({ workers: 1, workerUrl: new URL('file:///no/such/worker.js') })
    const manifest = {
      name: 'a', version: '1.0.0', description: '', capabilities: { env: [] }, wasmEntry: 'a.wasm',
      resources: { fuel: 1000n, memoryMb: 1, epochTimeoutSecs: 1 },
    }
    try {
      await runtime.loadSkill(manifest, Buffer.from('${wasm}', 'base64'))
    } catch (error) {
      console.log(error.code)
    }`
  const { NODE_OPTIONS: _ofTheTests, ...env } = process.env
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    ...{ env, encoding: 'utf8' },
    timeout: 25_000,
  })
  expect({ stdout, status }).toEqual({ stdout: 'ERR_WORKER_FAILED\n', status: 0 })
})
