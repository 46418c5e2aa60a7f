import { openSync } from 'node:fs'
import { createSkillRuntime } from '@blufio/sandbox'

/** A host that has no file descriptors left to start a process with: tells on standard output what loading a skill came to. */
const runtime = await createSkillRuntime({ isolation: 'process', workers: 1 })
try {
  for (;;) openSync('/dev/null', 'r')
} catch {
  // Now there are none left.
}
const manifest = {
  name: 'guest',
  version: '1.0.0',
  description: 'What is not loaded',
  capabilities: { env: [] },
  resources: { fuel: 1n, memoryMb: 1, epochTimeoutSecs: 1 },
  wasmEntry: 'skill.wasm',
}
const error: unknown = await runtime.loadSkill(manifest, new Uint8Array()).catch((reason: unknown) => reason)
process.stdout.write(`${(error as { code?: unknown }).code}\n`)
