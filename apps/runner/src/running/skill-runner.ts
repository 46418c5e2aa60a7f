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
/** What the runtime has loaded or is loading, by name. */
const loaded = new Map<string, { readonly digest: string; readonly done: Promise<void> }>()

/** Makes the page's one runtime ahead of the first run. */
export function prepareRuntime(): Promise<WasmSkillRuntime> {
  runtime ??= createSkillRuntime({ workers: 2 })
  return runtime
}

/** Loads `skill`, whose digest is `digest`, so that it can be run; throws why the sandbox refuses it. */
export function loadSkill({ manifest, wasm }: OpenedSkill, digest: string): Promise<void> {
  const last = loaded.get(manifest.name)
  if (last?.digest === digest) return last.done
  const done = prepareRuntime().then((sandbox) => sandbox.loadSkill(manifest, wasm))
  loaded.set(manifest.name, { digest, done })
  done.catch(() => {
    if (loaded.get(manifest.name)?.done === done) loaded.delete(manifest.name)
  })
  return done
}

/**
 * Compiles `skill` while the visitor reads what it may do. Nothing of it runs before it is approved, nor is anything made for it:
 * one that is granted files, servers or secrets waits. That it is refused is told when it is to run.
 */
export function loadAhead(skill: OpenedSkill, digest: string): void {
  const { filesystem, network, secrets } = skill.manifest.capabilities
  if (filesystem ?? network ?? secrets) return
  loadSkill(skill, digest).catch(() => undefined)
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
