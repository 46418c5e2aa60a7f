import type { SkillManifest, SkillResult } from '@blufio/core'
import { createSkillRuntime, type SkillRuntimeOptions, type WasmSkillRuntime } from '@blufio/sandbox'

/** What a test changes of a manifest. */
export interface ManifestChanges {
  readonly name?: string
  readonly fuel?: bigint
  readonly memoryMb?: number
  readonly epochTimeoutSecs?: number
  readonly env?: readonly string[]
  /** Beside `env`. */
  readonly capabilities?: Partial<SkillManifest['capabilities']>
}

/** A manifest with room for all that a test does not ask about: a busy machine ends nothing before its time. */
export function manifestOf(changes: ManifestChanges = {}): SkillManifest {
  const { name = 'test-skill', fuel = 1_000_000_000n, memoryMb = 16, epochTimeoutSecs = 60, env = [] } = changes
  return {
    name,
    version: '1.0.0',
    description: 'A skill made for a test',
    capabilities: { env, ...changes.capabilities },
    resources: { fuel, memoryMb, epochTimeoutSecs },
    wasmEntry: 'skill.wasm',
  }
}

/** Runs `use` with a runtime that is closed afterwards. */
export async function withRuntime<T>(
  options: SkillRuntimeOptions,
  use: (runtime: WasmSkillRuntime) => Promise<T>,
): Promise<T> {
  const runtime = await createSkillRuntime(options)
  try {
    return await use(runtime)
  } finally {
    await runtime.close()
  }
}

/** Loads a module as a skill and runs it once: by {@link ISOLATIONS} in a runtime that ran others before, else in one of its own. */
export function runOnce(
  options: SkillRuntimeOptions,
  wasm: Uint8Array,
  {
    input = null,
    ...changes
  }: ManifestChanges & { readonly input?: Parameters<WasmSkillRuntime['invoke']>[0]['input'] } = {},
): Promise<SkillResult> {
  const use = async (runtime: WasmSkillRuntime): Promise<SkillResult> => {
    const manifest = manifestOf(changes)
    await runtime.loadSkill(manifest, wasm)
    return runtime.invoke({ skillName: manifest.name, input })
  }
  return isolations.includes(options) ? inTurn(options, use) : withRuntime(options, use)
}

/** By their options, the last use of each: starting a worker takes longer than most tests. Idle ones keep no process from its end. */
const runtimes = new Map<SkillRuntimeOptions, { readonly runtime: Promise<WasmSkillRuntime>; last: Promise<unknown> }>()

function inTurn<T>(options: SkillRuntimeOptions, use: (runtime: WasmSkillRuntime) => Promise<T>): Promise<T> {
  const kept = runtimes.get(options) ?? { runtime: createSkillRuntime(options), last: Promise.resolve() }
  runtimes.set(options, kept)
  const run = kept.last.catch(() => {}).then(async () => use(await kept.runtime))
  kept.last = run
  return run
}

const hasProcesses = typeof window === 'undefined'

const isolations: SkillRuntimeOptions[] = [
  { isolation: 'worker' },
  { isolation: 'inline' },
  ...(hasProcesses ? [{ isolation: 'process', workers: 1 } as const] : []),
]

/** Every way to run a guest here, one row each. One process at a time: they take longer to start than most tests. */
export const ISOLATIONS: readonly SkillRuntimeOptions[] = isolations

type WaitingRow = readonly [where: string, options: SkillRuntimeOptions]

const waiting: WaitingRow[] = isolations
  .filter(({ isolation }) => isolation !== 'inline' || 'Suspending' in WebAssembly)
  .map((options) => [options.isolation === 'inline' ? 'inline, suspended' : `${options.isolation}`, options])

/**
 * Every way to run a guest here that waits for its host, with what to call it. On the caller's own thread it has to be
 * suspended, which not every engine can.
 */
export const WAITING: readonly WaitingRow[] = waiting

/** Has the tests that are loaded from now on run nothing in processes of their own, of which each takes a while to start. */
export function leaveOutProcesses(): void {
  if (!hasProcesses) return
  isolations.pop()
  waiting.pop()
}
