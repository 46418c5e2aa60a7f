import { type JsonValue, type SkillInvocation, type SkillManifest, type SkillResult, sha256Hex } from '@blufio/core'
import type { SkillObserver } from './events.ts'
import type { Executor } from './executor.ts'
import { inlineExecutor } from './inline-executor.ts'
import { adoptManifest, type LoadedSkill } from './loaded-skill.ts'
import { type Observing, observe } from './observation.ts'
import type { Platform } from './platform/platform.ts'
import { grantEnv } from './policy/env.ts'
import { PAGE_BYTES } from './rewriter/format/limits.ts'
import { assertBytes } from './rewriter/rewrite.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.ts'
import { SandboxError } from './sandbox-error.ts'
import { workerExecutor } from './worker/worker-executor.ts'

/** How a runtime treats its skills; everything has a default. */
export interface SkillRuntimeOptions {
  /**
   * Where skills run: `worker` (default) on threads of their own, so that the caller's thread is never blocked and an
   * engine that hangs can be killed; `inline` on the caller's thread.
   */
  readonly isolation?: 'worker' | 'inline'
  /** How many workers there are at most; as many as the machine runs threads at once, at most 8, by default. */
  readonly workers?: number
  /** Where granted environment variables come from; in Node.js the process's own by default, in a browser none. */
  readonly env?: Readonly<Record<string, string | undefined>>
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

/** What a skill's module is checked against before it is loaded. */
export interface SkillVerification {
  /** The SHA-256 digest that the module must have, as 64 hexadecimal digits. */
  readonly sha256?: string
}

const PAGES_PER_MIB = 16
/** More do not exist for a 32-bit memory. */
const MAX_MEMORY_PAGES = 65_536

/** Makes a runtime on a platform; the entries of the package bind it to theirs. */
export function createRuntime(platform: Platform, options: SkillRuntimeOptions = {}): WasmSkillRuntime {
  const { isolation = 'worker', loadTimeoutMs = 30_000, limits = {} } = options
  const workers = options.workers ?? Math.min(Math.max(platform.parallelism(), 1), 8)
  for (const name of Object.keys(options)) {
    if (OPTIONS.has(name)) continue
    throw new SandboxError('ERR_OPTION', `there is no option '${name}'`, {
      hint: `the options are ${[...OPTIONS].join(', ')}`,
    })
  }
  for (const [name, value] of Object.entries({ workers, loadTimeoutMs, ...limits })) assertOption(name, value)
  if (isolation !== 'worker' && isolation !== 'inline') {
    throw new SandboxError(
      'ERR_OPTION',
      `the option 'isolation' is ${JSON.stringify(isolation)}, expected 'worker' or 'inline'`,
    )
  }
  const { onEvent, eventContent = false } = options
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw new SandboxError('ERR_OPTION', `the option 'onEvent' is ${String(onEvent)}, expected a function`)
  }
  if (typeof eventContent !== 'boolean') {
    throw new SandboxError('ERR_OPTION', `the option 'eventContent' is ${String(eventContent)}, expected a boolean`)
  }
  const executor = isolation === 'inline' ? inlineExecutor() : workerExecutor(platform, { workers, loadTimeoutMs })
  return new WasmSkillRuntime(executor, {
    environment: () => options.env ?? platform.environment(),
    limits: { ...DEFAULT_RUN_LIMITS, ...limits },
    ...(onEvent === undefined ? {} : { observing: { onEvent, eventContent } }),
  })
}

const OPTIONS: ReadonlySet<string> = new Set([
  'isolation',
  'workers',
  'env',
  'loadTimeoutMs',
  'limits',
  'workerUrl',
  'onEvent',
  'eventContent',
] satisfies (keyof SkillRuntimeOptions)[])

/** The most milliseconds that a timer of JavaScript can wait; it takes more for none at all. */
const MAX_TIMER_MS = 2_147_483_647

function assertOption(name: string, value: number | undefined): void {
  const known = name === 'workers' || name === 'loadTimeoutMs' || Object.hasOwn(DEFAULT_RUN_LIMITS, name)
  if (!known) {
    const limits = Object.keys(DEFAULT_RUN_LIMITS).join(', ')
    throw new SandboxError('ERR_OPTION', `there is no limit '${name}'`, { hint: `the limits are ${limits}` })
  }
  const most = name === 'loadTimeoutMs' ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most) return
  throw new SandboxError(
    'ERR_OPTION',
    `the option '${name}' is ${String(value)}, expected a whole number from 1 to ${most}`,
  )
}

/** Loads skills and runs them, each within what its manifest declares. Made by `createSkillRuntime`. */
export class WasmSkillRuntime {
  private readonly executor: Executor
  private readonly environment: () => Readonly<Record<string, string | undefined>>
  private readonly limits: RunLimits
  private readonly observing: Observing | undefined
  private readonly skills = new Map<string, LoadedSkill>()
  private closed = false

  /** @internal */
  constructor(
    executor: Executor,
    options: {
      environment: () => Readonly<Record<string, string | undefined>>
      limits: RunLimits
      observing?: Observing
    },
  ) {
    this.executor = executor
    this.environment = options.environment
    this.limits = options.limits
    this.observing = options.observing
  }

  /**
   * Checks, rewrites and compiles a skill's module once; a loaded skill of the same name is replaced.
   *
   * @throws SandboxError for a manifest out of range, a digest that differs, a module that is no skill.
   * @throws RewriteError for a module that is invalid, can't be metered, or starts above a limit.
   */
  async loadSkill(manifest: SkillManifest, wasm: Uint8Array, verification: SkillVerification = {}): Promise<void> {
    this.assertOpen()
    // Copies first: what is checked is what is kept and run, whatever happens to the caller's objects meanwhile.
    const adopted = adoptManifest(manifest)
    const { name, resources } = adopted
    const { maxModuleBytes, maxTableElements } = this.limits
    assertBytes(wasm, maxModuleBytes)
    const bytes = Uint8Array.from(wasm)
    if (verification.sha256 !== undefined) await assertDigest(name, bytes, verification.sha256)
    this.assertOpen()
    const maxMemoryPages = Math.min(resources.memoryMb * PAGES_PER_MIB, MAX_MEMORY_PAGES)
    // What is allocated outside of linear memory counts by itself, against a limit of the same size.
    const maxHeapBytes = maxMemoryPages * PAGE_BYTES
    const policy = { maxModuleBytes, maxMemoryPages, maxTableElements, maxHeapBytes }
    const module = await this.executor.prepare({ skillName: name, wasm: bytes, policy })
    this.assertOpen()
    const replaced = this.skills.get(name)
    this.skills.set(name, { manifest: adopted, module })
    if (replaced !== undefined) this.executor.forget(replaced.module)
  }

  /**
   * Runs a skill once, from its initial state. Whatever the skill does is told by the result's outcome.
   *
   * @throws SandboxError for the caller's faults: an unknown skill, an input that is no JSON or too large.
   */
  async invoke(invocation: SkillInvocation, options: { signal?: AbortSignal } = {}): Promise<SkillResult> {
    this.assertOpen()
    const skill = this.skills.get(invocation?.skillName)
    if (skill === undefined) {
      throw new SandboxError('ERR_SKILL_UNKNOWN', `no skill '${invocation?.skillName}' is loaded`, {
        hint: 'load it first; listSkills() names those that are',
      })
    }
    const { capabilities, resources } = skill.manifest
    const request = {
      input: this.encodeInput(invocation.input),
      fuel: resources.fuel,
      memoryMb: resources.memoryMb,
      timeoutMs: resources.epochTimeoutSecs * 1000,
      env: grantEnv(this.environment(), capabilities.env),
      limits: this.limits,
    }
    const run = (): Promise<SkillResult> => this.executor.run(skill.module, request, options.signal)
    if (this.observing === undefined) return run()
    const { input } = request
    const { sessionId } = invocation
    const { name: skillName, version: skillVersion } = skill.manifest
    const about = { skillName, skillVersion, input, ...(sessionId === undefined ? {} : { sessionId }) }
    return observe(this.observing, about, run)
  }

  /** The manifests of the skills that are loaded; they can't be changed. */
  listSkills(): SkillManifest[] {
    return [...this.skills.values()].map(({ manifest }) => manifest)
  }

  /** Whether a skill of this name is loaded. */
  hasSkill(name: string): boolean {
    return this.skills.has(name)
  }

  /** Ends all workers; runs that are under way come out as `cancelled`. Calling it again does nothing. */
  async close(): Promise<void> {
    this.closed = true
    this.skills.clear()
    await this.executor.close()
  }

  private assertOpen(): void {
    if (this.closed) throw new SandboxError('ERR_RUNTIME_CLOSED', 'the runtime was closed')
  }

  private encodeInput(input: JsonValue): Uint8Array<ArrayBuffer> {
    const bytes = new TextEncoder().encode(toJson(input))
    if (bytes.length <= this.limits.maxInputBytes) return bytes
    throw new SandboxError(
      'ERR_INPUT_TOO_LARGE',
      `the input has ${bytes.length} bytes, the limit is ${this.limits.maxInputBytes}`,
      {
        hint: 'send less, or raise limits.maxInputBytes',
      },
    )
  }
}

function toJson(input: JsonValue): string {
  let cause: unknown
  try {
    const json: string | undefined = JSON.stringify(input)
    if (json !== undefined) return json
  } catch (error) {
    cause = error
  }
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  throw new SandboxError('ERR_INPUT_NOT_JSON', `the input can't be written as JSON${reason}`, { cause })
}

async function assertDigest(name: string, bytes: Uint8Array, expected: string): Promise<void> {
  const actual = await sha256Hex(bytes)
  if (actual === expected.toLowerCase()) return
  throw new SandboxError(
    'ERR_SKILL_DIGEST',
    `the module of '${name}' has the SHA-256 ${actual}, expected ${expected}`,
    {
      hint: 'the module is not the one that was approved; install it again',
    },
  )
}
