import { createSkillRuntime } from '@blufio/sandbox'

/**
 * A host of one skill in a process, without closing its runtime. `node host-program.ts SECONDS BYTES...` runs a module of
 * these bytes with a deadline of so many seconds and tells on standard output when it is loaded, and the outcome.
 */
const [seconds = '5', ...bytes] = process.argv.slice(2)
const runtime = await createSkillRuntime({ isolation: 'process', workers: 1 })
await runtime.loadSkill(
  {
    name: 'guest',
    version: '1.0.0',
    description: 'What the test gives',
    capabilities: { env: [] },
    resources: { fuel: 18_446_744_073_709_551_615n, memoryMb: 1, epochTimeoutSecs: Number(seconds) },
    wasmEntry: 'skill.wasm',
  },
  Uint8Array.from(bytes, Number),
)
process.stdout.write('loaded\n')
const { outcome } = await runtime.invoke({ skillName: 'guest', input: null })
process.stdout.write(`${outcome}\n`)
