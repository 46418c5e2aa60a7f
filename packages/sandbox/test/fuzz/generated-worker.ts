import { type CaseReport, checkSeed } from './generated-case.ts'

/** Checks the seed that is sent, and answers with its report. */
process.on('message', async (seed: number) => {
  let report: CaseReport
  try {
    report = await checkSeed(seed)
  } catch (error) {
    const fault = `the check itself failed: ${error instanceof Error ? error.stack : String(error)}`
    report = { module: { seed, kind: 'none', wasm: new Uint8Array() }, fates: [], fuel: [], faults: [fault] }
  }
  process.send?.(report)
})
