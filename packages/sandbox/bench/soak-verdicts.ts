import type { SkillResult } from '@blufio/core'
import { createSkillRuntime, type SkillRuntimeOptions } from '@blufio/sandbox'
import { SOAK_ENV, SOAK_OUTPUT_BYTES, type SoakCase, type SoakSkill } from './soak-skills.ts'

/** What a first run of a case used. */
type FirstUsage = Pick<SkillResult['usage'], 'fuel' | 'peakMemoryBytes'>

const MOST_FAULTS_KEPT = 20

/** Holds results to what must come of their cases, and counts. */
export class SoakVerdicts {
  readonly outcomes: Map<string, number> = new Map()
  /** The first of them. */
  readonly faults: string[] = []
  faultCount = 0
  private readonly firstUsages: ReadonlyMap<SoakCase, FirstUsage>

  constructor(firstUsages: ReadonlyMap<SoakCase, FirstUsage>) {
    this.firstUsages = firstUsages
  }

  /** Counts an outcome, or another end such as `ERR_BUSY`. */
  count(end: string): void {
    this.outcomes.set(end, (this.outcomes.get(end) ?? 0) + 1)
  }

  /** Notes something that must not be. */
  fault(what: string): void {
    this.faultCount++
    if (this.faults.length < MOST_FAULTS_KEPT) this.faults.push(what)
  }

  /** Counts a result, which must be that of one of the cases. */
  judge(skill: SoakSkill, result: SkillResult, cases: readonly SoakCase[]): void {
    this.count(result.outcome)
    const problems = cases.map((expected) => this.problemOf(skill, result, expected))
    if (problems.includes(undefined)) return
    const { usage, content } = result
    const got = `${result.outcome} ${JSON.stringify(content.slice(0, 200))}, ${JSON.stringify(usage, bigintAsText)}`
    this.fault(`${skill.manifest.name}: ${problems.join('; or ')}; got ${got}`)
  }

  private problemOf(skill: SoakSkill, result: SkillResult, expected: SoakCase): string | undefined {
    const { outcome, content, usage, logs, isError } = result
    if (outcome !== expected.outcome) return `outcome ${expected.outcome} expected`
    if (isError !== (outcome !== 'ok')) return 'isError is wrong'
    const asExpected =
      typeof expected.content === 'string' ? content === expected.content : expected.content.test(content)
    if (!asExpected) return `content ${expected.content} expected`
    if (logs.length !== (expected.logs ?? 0)) return `${expected.logs ?? 0} log lines expected`
    const budget = skill.manifest.resources.fuel
    if (outcome === 'out-of-fuel' ? usage.fuel !== budget : usage.fuel > budget) return `the budget is ${budget}`
    const first = this.firstUsages.get(expected)
    if (first === undefined) return usage.fuelExact ? 'no exact fuel expected' : undefined
    if (!usage.fuelExact || usage.fuel !== first.fuel) return `fuel ${first.fuel} expected`
    return usage.peakMemoryBytes === first.peakMemoryBytes ? undefined : `${first.peakMemoryBytes} bytes expected`
  }
}

/** What each case uses that ends well, when it runs for the first time in a runtime of its own. */
export async function firstUsagesOf(skills: readonly SoakSkill[]): Promise<ReadonlyMap<SoakCase, FirstUsage>> {
  const usages = new Map<SoakCase, FirstUsage>()
  for (const { manifest, wasm, cases } of skills) {
    for (const each of cases) {
      if (each.outcome !== 'ok' && each.outcome !== 'invalid-output') continue
      const runtime = await createSkillRuntime({ isolation: 'inline', ...SOAK_LIMITS })
      await runtime.loadSkill(manifest, wasm)
      usages.set(each, (await runtime.invoke({ skillName: manifest.name, input: each.input })).usage)
      await runtime.close()
    }
  }
  return usages
}

/** The options that the cases are made for. */
export const SOAK_LIMITS: SkillRuntimeOptions = { env: SOAK_ENV, limits: { maxOutputBytes: SOAK_OUTPUT_BYTES } }

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
