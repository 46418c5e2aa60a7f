import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { type EngineResult, keepResult } from '../../../../tooling/testing/engines/results.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { nodeEngine } from '../../../../tooling/testing/engines/servers.ts'
import { startCapabilityServers } from '../support/capability-servers.ts'
import { answerOn, type Question } from './answer.ts'
import { contractFaults, PROCESS } from './contract-faults.ts'
import type { ContractQuestion, ContractReport } from './contract-report.ts'
import { ENGINES, type Engine } from './engines.ts'

// As many as the smallest machine has processors: more would only wait for each other.
vi.setConfig({ maxConcurrency: 2 })

/** Where vitest itself runs the contract, in the files that it is in. */
const HERE = nodeEngine(process.version.slice(1))
const FOLDER = fileURLToPath(new URL('../contract/', import.meta.url))
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/').replace(/\.test\.ts$/, ''))
  .sort()

const collected = answerOn<ContractReport>(
  HERE,
  process.execPath,
  questionFor({ ...HERE, processes: /(?:)/ }, { collectOnly: true }),
)
const servers = await startCapabilityServers()
afterAll(servers.close)

const titles = collected.then(({ tests }) => tests.map(({ title }) => title))

function questionFor(engine: Engine, rest: Omit<ContractQuestion, 'files' | 'withoutProcesses'>): Question {
  const files = FILES.filter((file) => engine.contract?.test(file) !== false)
  const withoutProcesses = files.filter((file) => engine.processes?.test(file) === false)
  const input: ContractQuestion = { files, withoutProcesses, ...rest }
  return { script: 'contract-page.ts', input, trusted: rest.servers, timeoutMs: 580_000 }
}

test('this Node.js lacks nothing that another has', async () => {
  const { features } = await collected
  expect(new Set(Object.values(features))).toEqual(new Set(['accepted']))
})

test.concurrent.for(ENGINES)(
  '$name keeps the contract, but for what is listed',
  {
    timeout: 600_000,
    // In a browser or runtime that is started anew; what it found at first is told.
    retry: 1,
  },
  async (engine, context) => {
    const report = await answerOn<ContractReport>(
      engine,
      programOf(engine, context),
      questionFor(engine, { collectOnly: false, servers }),
    )
    expect(report.entry).toMatch(engine.kind === 'server' ? /\/index\.node\.js$/ : /\/index\.browser\.js$/)
    expect(report.sharedMemory).toBe(engine.kind === 'server' || engine.isolated === true)
    const known = (await titles).filter((title) => {
      const file = title.replace(/ > .*/s, '')
      if (engine.contract?.test(file) === false) return false
      return engine.processes?.test(file) !== false || !PROCESS.test(title)
    })
    const faults = contractFaults(engine, report, { titles: known })
    if (faults.length > 0) expect.fail(faults.join('\n'))
    keepResult(engine, resultOf(report), report.version)
    await tellSecondTries(context, report.tests)
  },
)

/** What docs/engines.md tells of a run of the contract. */
function resultOf({
  features,
  sharedMemory,
  tests,
}: Pick<ContractReport, 'features' | 'sharedMemory' | 'tests'>): Pick<EngineResult, 'sandbox'> {
  const fuel = tests.filter(({ title }) => title.includes('fuel is that of wasmtime'))
  const ran = fuel.filter(({ state, note }) => state === 'passed' || !note.includes('is not valid WebAssembly on'))
  const fuelEqual = ran.filter(({ state }) => state === 'passed').length
  const refused = Object.keys(features).filter((feature) => features[feature] !== 'accepted')
  return {
    sandbox: {
      passed: tests.filter(({ state }) => state === 'passed').length,
      fuelEqual,
      fuelDifferent: ran.length - fuelEqual,
      lacks: [...(sharedMemory ? [] : ['memory that threads share']), ...refused],
    },
  }
}
