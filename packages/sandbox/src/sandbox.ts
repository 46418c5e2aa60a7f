import { type SkillInvocation, type SkillManifest, type SkillResult, type SkillTrace, sha256Hex } from '@blufio/core'
import { adoptManifest } from './adopted-manifest.ts'
import type { Executor } from './executor.ts'
import { inputJson } from './input-json.ts'
import { emit, type Observing, observe } from './observation.ts'
import { assertFunction, assertNames, assertSignal, wrong } from './options.ts'
import type { ChannelLimits, Platform } from './platform/platform.ts'
import { grantEnv } from './policy/env.ts'
import type { PreparedSkill, PrepareRequest } from './prepare.ts'
import { PAGE_BYTES } from './rewriter/format/limits.ts'
import { assertBytes } from './rewriter/module-bytes.ts'
import type { RunAnswer } from './run-answer.ts'
import type { RunLimits } from './run-limits.ts'
import type { ProgressObserver, RunProgress } from './run-progress.ts'
import { type RuntimeSettings, resolveOptions, type SkillRuntimeOptions } from './runtime-options.ts'
import { SandboxError } from './sandbox-error.ts'
import type { OpenedServices, SkillServices } from './services/skill-services.ts'
import { checkTrace } from './trace/check-trace.ts'
import { replayedResult, scriptOf } from './trace/replay.ts'
import { assertSameSkill, makeTrace, type TracedSkill } from './trace/skill-trace.ts'
import { workerExecutor } from './worker/worker-executor.ts'

/** What a skill's module is checked against before it is loaded. */
export interface SkillVerification {
  /** The SHA-256 digest that the module must have, as 64 hexadecimal digits. */
  readonly sha256?: string
}

/** A skill that can be invoked. */
interface LoadedSkill {
  readonly manifest: SkillManifest
  /** The number of its load among all of the runtime. */
  readonly load: number
  readonly prepared: PreparedSkill
  /** What it was made ready from, and what tells its fuel by function, once that was asked for. */
  readonly source: PrepareRequest
  profiled?: Promise<PreparedSkill>
  /** What its runs are given by their host; absent when that is nothing. */
  readonly services: OpenedServices | undefined
  /** The digest of its module as it was given; there is none in a page without a secure context. */
  readonly sha256: string | undefined
}

/** How one invocation is to go. */
export interface InvokeOptions {
  /** Ends the run, which comes out as `cancelled`. */
  readonly signal?: AbortSignal
  /** Whether the result gets a `trace`, which `replay` runs again; it holds what the skill was given. */
  readonly record?: boolean
  /** Whether the result gets a `profile`: where the fuel went. The first such run of a skill compiles it once more. */
  readonly profile?: boolean
  /** Told some twenty times a second how far the run has come, while it computes or calls its host. */
  readonly onProgress?: ProgressObserver
}

const PAGES_PER_MIB = 16
/** More do not exist for a 32-bit memory. */
const MAX_MEMORY_PAGES = 65_536

/** Makes a runtime on a platform; the entries of the package bind it to theirs. */
export async function createRuntime(platform: Platform, options: SkillRuntimeOptions = {}): Promise<WasmSkillRuntime> {
  const settings = resolveOptions(options, platform.parallelism())
  const { onEvent } = options
  return new WasmSkillRuntime(await executorOf(platform, settings), {
    environment: () => options.env ?? platform.environment(),
    limits: settings.limits,
    openServices: serviceOpener(platform, settings),
    ...(onEvent === undefined ? {} : { observing: { onEvent, eventContent: settings.eventContent } }),
  })
}

/** Opens the services of skills that are granted any; those of pages that run no such skills load nothing for it. */
function serviceOpener(platform: Platform, settings: RuntimeSettings): OpenServices {
  let services: SkillServices | undefined
  return async (manifest) => {
    const { network, filesystem, secrets } = manifest.capabilities
    if ([network, filesystem, secrets].every((capability) => capability === undefined)) return undefined
    const { SkillServices } = await import('./services/skill-services.ts')
    services ??= new SkillServices(platform, settings)
    return services.open(manifest)
  }
}

type OpenServices = (manifest: SkillManifest) => Promise<OpenedServices | undefined>

async function executorOf(platform: Platform, settings: RuntimeSettings): Promise<Executor> {
  const { isolation, workers } = settings
  // A file of its own: pages that have workers need not load what these have already.
  if (isolation === 'inline') return (await import('./inline-executor.ts')).inlineExecutor()
  const start = isolation === 'process' ? platform.startProcess : platform.startWorker
  if (start === undefined) {
    throw new SandboxError('ERR_OPTION', "the option 'isolation' is 'process', which there is not in a browser")
  }
  const channels = channelLimits(settings.limits)
  return workerExecutor(() => start(channels), {
    ...settings,
    // While skills that are slow to load keep workers busy, runs still have one.
    maxConcurrentLoads: Math.max(workers - 1, 1),
    postsModules: isolation === 'worker',
  })
}

/** More than any call or answer takes: a body or a file, and what is told beside it as JSON. */
function channelLimits(limits: RunLimits): ChannelLimits {
  const { maxRequestBytes, maxFileWriteBytes, maxResponseBytes, maxResponseHeaderBytes, maxFileReadBytes } = limits
  return {
    maxCallBytes: Math.max(maxRequestBytes, maxFileWriteBytes) + 1_048_576,
    maxAnswerBytes: Math.max(maxResponseBytes + 8 * maxResponseHeaderBytes, maxFileReadBytes) + 1_048_576,
  }
}

/** Loads skills and runs them, each within what its manifest declares. Made by `createSkillRuntime`. */
export class WasmSkillRuntime {
  private readonly executor: Executor
  private readonly environment: () => Readonly<Record<string, string | undefined>>
  private readonly limits: RunLimits
  private readonly openServices: OpenServices
  private readonly observing: Observing | undefined
  private readonly skills = new Map<string, LoadedSkill>()
  private loads = 0
  private closed = false

  /** @internal */
  constructor(
    executor: Executor,
    options: {
      environment: () => Readonly<Record<string, string | undefined>>
      limits: RunLimits
      openServices: OpenServices
      observing?: Observing
    },
  ) {
    this.executor = executor
    this.environment = options.environment
    this.limits = options.limits
    this.openServices = options.openServices
    this.observing = options.observing
  }

  /**
   * Checks, rewrites and compiles a skill's module once; a loaded skill of the same name is replaced. Of several that are loaded
   * at once, the one that was asked for last stays.
   *
   * @throws SandboxError for a manifest out of range, a digest that differs, a module that is no skill.
   * @throws RewriteError for a module that is invalid, can't be metered, or starts above a limit.
   */
  async loadSkill(manifest: SkillManifest, wasm: Uint8Array, verification: SkillVerification = {}): Promise<void> {
    this.assertOpen()
    const load = ++this.loads
    // Copies first: what is checked is what is kept and run, whatever happens to the caller's objects meanwhile.
    const adopted = adoptManifest(manifest)
    const { name, resources } = adopted
    const { maxModuleBytes, maxTableElements } = this.limits
    assertBytes(wasm, maxModuleBytes)
    const bytes = Uint8Array.from(wasm)
    assertVerification(verification)
    const verified = verification.sha256 === undefined ? undefined : await verify(name, bytes, verification.sha256)
    this.assertOpen()
    const maxMemoryPages = Math.min(resources.memoryMb * PAGES_PER_MIB, MAX_MEMORY_PAGES)
    // What is allocated outside of linear memory counts by itself, against a limit of the same size.
    const maxHeapBytes = maxMemoryPages * PAGE_BYTES
    const policy = { maxModuleBytes, maxMemoryPages, maxTableElements, maxHeapBytes, resettable: true }
    const settings = {
      ...{ fuel: resources.fuel, memoryMb: resources.memoryMb },
      ...{ timeoutMs: resources.epochTimeoutSecs * 1000, limits: this.limits },
      capabilities: adopted.capabilities,
    }
    const source = { skillName: name, wasm: bytes, policy, settings }
    const [prepared, sha256] = await Promise.all([
      this.executor.prepare(source),
      verified ?? (crypto.subtle === undefined ? undefined : sha256Hex(bytes)),
    ])
    // Behind all that can refuse the skill: folders are made for it.
    const services = await this.openServices(adopted)
    this.assertOpen()
    const replaced = this.skills.get(name)
    if (replaced !== undefined && replaced.load > load) {
      this.executor.forget(prepared)
      return
    }
    this.skills.set(name, { manifest: adopted, load, prepared, source, services, sha256 })
    if (replaced === undefined) return
    this.executor.forget(replaced.prepared)
    replaced.profiled?.then(
      (profiled) => this.executor.forget(profiled),
      () => {},
    )
  }

  /**
   * Runs a skill once, from its initial state. Whatever the skill does is told by the result's outcome.
   *
   * @throws SandboxError for the caller's faults: an unknown skill, an input that is no JSON or too large; `ERR_BUSY` when
   * too many runs wait already. With `profile` also what `loadSkill` throws of a module.
   */
  async invoke(invocation: SkillInvocation, options: InvokeOptions = {}): Promise<SkillResult> {
    this.assertOpen()
    assertNames('options', options, ['signal', 'record', 'profile', 'onProgress'])
    assertSignal(options.signal)
    assertFunction('onProgress', options.onProgress)
    const skill = this.skillOf(invocation?.skillName)
    const input = inputJson(invocation.input, this.limits.maxInputBytes)
    const env = grantEnv(this.environment(), skill.manifest.capabilities.env)
    // Writing the input can have called what closes the runtime.
    this.assertOpen()
    const record = options.record === true
    if (record) this.traced(skill)
    const request = record ? { input, env, record } : { input, env }
    const { signal } = options
    const { services } = skill
    const perform = services?.perform()
    const onProgress = options.onProgress && progressTeller(options.onProgress, services)
    const prepared = options.profile === true ? await this.profiled(skill) : skill.prepared
    const run = (onStart?: () => void): Promise<RunAnswer> => {
      const caller = { signal, onStart, perform, onProgress }
      const running = this.executor.run(prepared, skill.manifest.name, request, caller)
      return services === undefined ? running : running.then(services.withoutSecrets)
    }
    const answer = await this.observed(run, { skill, input, sessionId: invocation.sessionId })
    if (answer.aside === undefined) return answer
    const { aside, ...result } = answer
    const { recorded, profile } = aside
    return {
      ...result,
      ...(profile === undefined || options.profile !== true ? {} : { profile }),
      ...(recorded === undefined ? {} : { trace: makeTrace(this.traced(skill), { input, recorded, result }) }),
    }
  }

  /**
   * Runs a recorded run again: the skill of that name, its calls of the platform answered from the trace, and nothing of the
   * platform within its reach. Gives the result that was recorded. Observers are not told.
   *
   * @throws SandboxError `ERR_REPLAY_TRACE` for what is no whole trace, `ERR_SKILL_UNKNOWN` and `ERR_REPLAY_SKILL` when the
   * skill, its module or its limits are not those of the trace, `ERR_REPLAY_DIVERGED` with the `call` at which the run did
   * otherwise than the trace has it; `ERR_BUSY` when too many runs wait already.
   */
  async replay(trace: SkillTrace, { signal }: { signal?: AbortSignal } = {}): Promise<SkillResult> {
    assertSignal(signal)
    const checked = checkTrace(trace, this.limits)
    // Afterwards, as copying the trace can have called what closes the runtime.
    this.assertOpen()
    const skill = this.skillOf(checked.skill.name)
    assertSameSkill(checked, this.traced(skill))
    const request = { input: checked.input, env: new Map<string, string>(), replay: scriptOf(checked) }
    const answer = await this.executor.run(skill.prepared, skill.manifest.name, request, { signal })
    return replayedResult(checked, skill.services?.withoutSecrets(answer) ?? answer)
  }

  /** The manifests of the skills that are loaded; they can't be changed. */
  listSkills(): SkillManifest[] {
    return [...this.skills.values()].map(({ manifest }) => manifest)
  }

  /** Whether a skill of this name is loaded. */
  hasSkill(name: string): boolean {
    return this.skills.has(name)
  }

  /**
   * Takes no more calls and ends all workers. With `drain`, what runs and waits comes to its end before; else it comes out
   * as `cancelled`.
   */
  async close(options: { drain?: boolean } = {}): Promise<void> {
    assertNames('options', options, ['drain'])
    const { drain = false } = options
    this.closed = true
    this.skills.clear()
    await this.executor.close(drain)
  }

  private observed(
    run: (onStart?: () => void) => Promise<RunAnswer>,
    { skill, input, sessionId }: { skill: LoadedSkill; input: string; sessionId: string | undefined },
  ): Promise<RunAnswer> {
    if (this.observing === undefined) return run()
    const { name: skillName, version: skillVersion } = skill.manifest
    const about = { skillName, skillVersion, input, ...(sessionId === undefined ? {} : { sessionId }) }
    return observe(this.observing, about, run)
  }

  /** What tells the skill's fuel by function; made when it is first asked for, again when that failed. */
  private async profiled(skill: LoadedSkill): Promise<PreparedSkill> {
    const { policy } = skill.source
    const preparing = skill.profiled ?? this.executor.prepare({ ...skill.source, policy: { ...policy, profile: true } })
    skill.profiled = preparing
    try {
      return await preparing
    } catch (error) {
      if (skill.profiled === preparing) delete skill.profiled
      throw error
    } finally {
      this.assertOpen()
    }
  }

  private skillOf(name: string): LoadedSkill {
    if (typeof name !== 'string') throw wrong('skillName', name, 'the name of a loaded skill')
    const skill = this.skills.get(name)
    if (skill !== undefined) return skill
    throw new SandboxError('ERR_SKILL_UNKNOWN', `no skill '${name}' is loaded`, {
      hint: 'load it first; listSkills() names those that are',
    })
  }

  private traced({ manifest, sha256 }: LoadedSkill): TracedSkill {
    if (sha256 !== undefined) return { manifest, sha256, limits: this.limits }
    throw new SandboxError(
      'ERR_OPTION',
      "a trace names its module's digest, and this page has no crypto.subtle for it",
      {
        hint: 'serve the page by https, or from localhost',
      },
    )
  }

  private assertOpen(): void {
    if (this.closed) throw new SandboxError('ERR_RUNTIME_CLOSED', 'the runtime was closed')
  }
}

/** Tells `observer` without any secret of the skill, and drops what it throws. */
function progressTeller(observer: ProgressObserver, services: OpenedServices | undefined) {
  return ({ fuel, memoryBytes, elapsedMs, logs }: RunProgress): void => {
    emit(observer, { fuel, memoryBytes, elapsedMs, logs: services?.logsWithoutSecrets(logs) ?? logs })
  }
}

/** A digest that is misspelt must not pass for none. */
function assertVerification(verification: SkillVerification): void {
  assertNames('verification', verification, ['sha256'])
  const { sha256 } = verification
  if (sha256 === undefined || /^[0-9a-f]{64}$/i.test(sha256)) return
  throw wrong('verification.sha256', sha256, '64 hexadecimal digits')
}

/** The digest of a module, which is the expected one. Throws a SandboxError `ERR_SKILL_DIGEST`. */
async function verify(name: string, bytes: Uint8Array, expected: string): Promise<string> {
  const actual = await sha256Hex(bytes)
  if (actual === expected.toLowerCase()) return actual
  throw new SandboxError(
    'ERR_SKILL_DIGEST',
    `the module of '${name}' has the SHA-256 ${actual}, expected ${expected}`,
    {
      hint: 'the module is not the one that was approved; install it again',
    },
  )
}
