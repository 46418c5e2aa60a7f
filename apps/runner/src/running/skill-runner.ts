import type { JsonValue, SkillLog, SkillManifest } from '@blufio/core'
import { createSkillRuntime, type WasmSkillRuntime } from '@blufio/sandbox'
import type { OpenedSkill } from '../opening/opened-skill.ts'
import type { RunRecord } from './run-record.ts'

/** What is known of a run that goes on. */
export interface RunProgress {
  readonly fuel: bigint
  readonly memoryBytes: number
  readonly elapsedMs: number
  /** The lines since the last time. */
  readonly logs: readonly SkillLog[]
}

/** How one run is followed and ended. */
export interface RunWatch {
  readonly signal: AbortSignal
  readonly onProgress: (progress: RunProgress) => void
  /** Whether the record tells where the fuel went: takes longer, and compiles the skill once more. */
  readonly profile: boolean
}

let runtime: Promise<WasmSkillRuntime> | undefined
/** The digest of what the runtime has loaded, by name. */
const loaded = new Map<string, string>()

/** Makes the page's one runtime ahead of the first run. */
export function prepareRuntime(): Promise<WasmSkillRuntime> {
  runtime ??= createSkillRuntime({ workers: 2 })
  return runtime
}

/** Loads `skill`, whose digest is `digest`, so that it can be run; throws why the sandbox refuses it. */
export async function loadSkill({ manifest, wasm }: OpenedSkill, digest: string): Promise<void> {
  if (loaded.get(manifest.name) === digest) return
  const sandbox = await prepareRuntime()
  loaded.delete(manifest.name)
  await sandbox.loadSkill(manifest, wasm)
  loaded.set(manifest.name, digest)
}

/** Runs a loaded skill once. Whatever the skill does is in the record; throws only for faults of the page. */
export async function runSkill(
  { name, resources }: SkillManifest,
  input: JsonValue,
  watch: RunWatch,
): Promise<RunRecord> {
  const sandbox = await prepareRuntime()
  const startedAt = Date.now()
  const result = await sandbox.invoke({ skillName: name, input }, watch)
  return { skillName: name, startedAt, budget: resources, ...result }
}
