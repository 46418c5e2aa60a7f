import { secretValueProblem } from '@blufio/core'
import type { SkillObserver } from './events.ts'
import type { FileOptions, NetworkOptions } from './host-options.ts'
import { assertFunction, assertNames, isObject, wrong } from './options.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.ts'
import { SandboxError } from './sandbox-error.ts'

/** How a runtime treats its skills; everything has a default. */
export interface SkillRuntimeOptions {
  /**
   * Where skills run: `worker` (default) on threads of their own, so that the caller's thread is never blocked and an
   * engine that hangs can be killed; `process` in processes of their own, which the caller's survives whatever the engine
   * does (not in browsers); `inline` on the caller's thread.
   */
  readonly isolation?: 'worker' | 'process' | 'inline'
  /** How many workers there are at most; as many as the machine runs threads at once, at most 8, by default. */
  readonly workers?: number
  /** How many runs may wait for a worker, all in all; 1,024 by default. */
  readonly maxQueued?: number
  /** How many runs of one skill may wait; 256 by default. */
  readonly maxQueuedPerSkill?: number
  /** How much input all runs that wait may hold together, in bytes of JSON, one a character; 64 MiB by default. */
  readonly maxQueuedBytes?: number
  /**
   * How many runs of one skill may go on at once, those that wait for their host included; as many as there are workers and a
   * quarter of `maxWaitingRuns` by default, so that one skill leaves room for others.
   */
  readonly maxConcurrentPerSkill?: number
  /**
   * How many runs may wait for their host, for a response or a file, and have others compute in their stead; 32 by default.
   * Each keeps its worker meanwhile.
   */
  readonly maxWaitingRuns?: number
  /** Where granted environment variables come from; in Node.js the process's own by default, in a browser none. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What skills reach of the network, beside what their manifests say. */
  readonly network?: NetworkOptions
  /** Where the files of skills are. */
  readonly files?: FileOptions
  /** The secrets that manifests name, by their names; 8 to 8,192 characters each. Skills never see them. */
  readonly secrets?: Readonly<Record<string, string>>
  /** How long loading a skill may take in a worker, in milliseconds; 30,000 by default. */
  readonly loadTimeoutMs?: number
  /** Bounds beside those of a manifest. */
  readonly limits?: Partial<RunLimits>
  /** Where the worker's file is, when a bundler moved it. */
  readonly workerUrl?: URL
  /** Is told of every invocation, see docs/events.md. Called on the caller's thread; its errors are dropped. */
  readonly onEvent?: SkillObserver
  /** Whether events hold what went in and came out, which can be secret; `false` by default. */
  readonly eventContent?: boolean
}

/** Options with every default filled in. */
export type RuntimeSettings = Required<Omit<SkillRuntimeOptions, 'env' | 'workerUrl' | 'onEvent' | 'limits'>> & {
  readonly limits: RunLimits
}

const ISOLATIONS: readonly unknown[] = ['worker', 'process', 'inline']

const COUNTS = [
  'workers',
  'maxQueued',
  'maxQueuedPerSkill',
  'maxQueuedBytes',
  'maxConcurrentPerSkill',
  'maxWaitingRuns',
  'loadTimeoutMs',
] as const

const NAMES = [
  ...COUNTS,
  ...(['isolation', 'env', 'network', 'files', 'secrets', 'limits', 'workerUrl', 'onEvent', 'eventContent'] as const),
] satisfies (keyof SkillRuntimeOptions)[]

/** The most milliseconds that a timer of JavaScript can wait; it takes more for none at all. */
const MAX_TIMER_MS = 2_147_483_647
const MAX_DEFAULT_WORKERS = 8

/** Fills in defaults, on a machine that runs `parallelism` threads at once; throws a SandboxError `ERR_OPTION`. */
export function resolveOptions(options: SkillRuntimeOptions, parallelism: number): RuntimeSettings {
  assertNames('options', options, NAMES)
  assertNames('limits', options.limits ?? {}, Object.keys(DEFAULT_RUN_LIMITS))
  const workers = options.workers ?? Math.min(Math.max(parallelism, 1), MAX_DEFAULT_WORKERS)
  const maxWaitingRuns = options.maxWaitingRuns ?? 32
  const settings = {
    isolation: options.isolation ?? 'worker',
    workers,
    maxQueued: options.maxQueued ?? 1_024,
    maxQueuedPerSkill: options.maxQueuedPerSkill ?? 256,
    maxQueuedBytes: options.maxQueuedBytes ?? 67_108_864,
    maxConcurrentPerSkill: options.maxConcurrentPerSkill ?? workers + Math.floor(maxWaitingRuns / 4),
    maxWaitingRuns,
    network: options.network ?? {},
    files: options.files ?? {},
    secrets: adoptSecrets(options.secrets ?? {}),
    loadTimeoutMs: options.loadTimeoutMs ?? 30_000,
    limits: { ...DEFAULT_RUN_LIMITS, ...options.limits },
    eventContent: options.eventContent ?? false,
  }
  if (!ISOLATIONS.includes(settings.isolation)) {
    throw wrong('isolation', settings.isolation, "'worker', 'process' or 'inline'")
  }
  for (const name of COUNTS) {
    const most = name === 'loadTimeoutMs' ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER
    assertWhole(name, settings[name], { least: 1, most })
  }
  for (const [name, value] of Object.entries(settings.limits)) {
    const most = name === 'requestTimeoutMs' ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER
    assertWhole(`limits.${name}`, value, { least: name === 'hostCallFuel' ? 0 : 1, most })
  }
  assertNames('network', settings.network, ['allowAddresses', 'resolve', 'ca'])
  assertNames('files', settings.files, ['storage', 'dataFolder', 'home', 'outOfReach', 'maxMemoryBytes'])
  const { maxMemoryBytes = 0 } = settings.files
  assertWhole('files.maxMemoryBytes', maxMemoryBytes, { least: 0, most: Number.MAX_SAFE_INTEGER })
  assertFunction('onEvent', options.onEvent)
  const { env, workerUrl } = options
  if (env !== undefined && !isObject(env)) throw wrong('env', env, 'an object of strings')
  if (workerUrl !== undefined && !(workerUrl instanceof URL)) throw wrong('workerUrl', workerUrl, 'a URL')
  if (typeof settings.eventContent !== 'boolean') throw wrong('eventContent', settings.eventContent, 'a boolean')
  return settings
}

function assertWhole(name: string, value: number, { least, most }: { least: number; most: number }): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw wrong(name, value, `a whole number from ${least} to ${most}`)
}

/** A copy, whose values can be secrets; an error tells nothing of them. */
function adoptSecrets(given: unknown): Readonly<Record<string, string>> {
  if (!isObject(given)) throw wrong('secrets', given, 'an object of strings')
  const secrets = { ...given }
  for (const [name, value] of Object.entries(secrets)) {
    const fault = secretValueProblem(value)
    if (fault !== undefined) throw new SandboxError('ERR_OPTION', `the option 'secrets.${name}' ${fault}`)
  }
  return secrets as Readonly<Record<string, string>>
}
