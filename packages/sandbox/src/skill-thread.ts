import { exitOf, hostImports, importedHostFunctions, setsOutput, waitingFunctions } from './host/host-imports.ts'
import { Invocation, type RunRequest, type RunWatch } from './invocation.ts'
import { perObject } from './per-object.ts'
import type { PreparedSkill } from './prepare.ts'
import { createMetered, RefillFunction, type StartableInstance } from './rewriter/metered-module.ts'
import { canSuspend } from './rewriter/suspending.ts'
import type { RunAnswer } from './run-answer.ts'

/** A skill that a thread can run. */
export type RunnableSkill = PreparedSkill & { readonly code: WebAssembly.Module }

/** Instances that wait for the next run of their skill: so many on a thread, with so much memory together. */
const MAX_IDLE_INSTANCES = 32
const MAX_IDLE_BYTES = 16_777_216
/** Above this, making a new memory takes less time than setting back the old one. */
const MAX_RESET_BYTES = 2_097_152

/**
 * Runs skills on the thread that it is used on; while one waits, suspended, others can run.
 *
 * Each run begins in the initial state of its module. An instance is used again where its module is known to be set back by
 * its globals and memories alone, and only after a run that ended well without growing a memory; else there is a new one.
 */
export class SkillThread {
  /** Longest unused first. */
  private readonly idle = new Map<RunnableSkill, SkillInstance>()
  private idleBytes = 0
  /** Of an instance that is not used again. */
  private spareRefill: RefillFunction | undefined
  /** Skills that ran before: keeping an instance pays for them, and for those that run but once it does not. */
  private readonly known = new WeakSet<RunnableSkill>()

  /** Runs a skill once and tells what came of it. Blocks until the run is over, or is suspended and gives a promise. */
  run(
    skill: RunnableSkill,
    request: RunRequest,
    watch: RunWatch,
    startedAt: number = performance.now(),
  ): RunAnswer | Promise<RunAnswer> {
    const instance = this.take(skill) ?? this.make(skill)
    const answer = instance.run(request, watch, startedAt)
    if (!(answer instanceof Promise)) return this.ended(skill, instance, answer)
    return answer.then((late) => this.ended(skill, instance, late))
  }

  /** Lets go of a skill that will not be run again. */
  forget(skill: RunnableSkill): void {
    this.take(skill)
  }

  private ended(skill: RunnableSkill, instance: SkillInstance, answer: RunAnswer): RunAnswer {
    // What a large memory holds at first is not worth keeping.
    if (instance.isSmall) this.known.add(skill)
    if (answer.outcome !== 'ok' || !this.keep(skill, instance)) {
      instance.refill.release()
      this.spareRefill = instance.refill
    }
    return answer
  }

  private make(skill: RunnableSkill): SkillInstance {
    const refill = this.spareRefill ?? new RefillFunction()
    this.spareRefill = undefined
    return new SkillInstance(skill, { refill, mayBeReused: this.known.has(skill) })
  }

  private take(skill: RunnableSkill): SkillInstance | undefined {
    const instance = this.idle.get(skill)
    if (instance === undefined) return undefined
    this.idle.delete(skill)
    this.idleBytes -= instance.memoryBytes
    return instance
  }

  private keep(skill: RunnableSkill, instance: SkillInstance): boolean {
    if (!instance.isReusable || this.idle.has(skill)) return false
    instance.releaseObjects()
    this.idle.set(skill, instance)
    this.idleBytes += instance.memoryBytes
    for (const oldest of this.idle.keys()) {
      if (this.idle.size <= MAX_IDLE_INSTANCES && this.idleBytes <= MAX_IDLE_BYTES) break
      this.take(oldest)
    }
    return true
  }
}

/** What follows from what a skill imports and is granted. */
interface SkillFacts {
  /** At which places of HOST_FUNCTIONS what it imports stands. */
  readonly imported: readonly number[]
  readonly suspends: boolean
  readonly setsOutput: boolean
  /** The function that is called when it has returned. */
  readonly exit: number | undefined
}

const factsOf = perObject(({ imports, settings }: RunnableSkill): SkillFacts => {
  const { capabilities } = settings
  return {
    imported: importedHostFunctions(imports),
    suspends: canSuspend && waitingFunctions(imports, capabilities).length > 0,
    setsOutput: setsOutput(imports),
    exit: exitOf(imports, capabilities),
  }
})

/** An instance of a skill's module, which invocations have one after another. */
class SkillInstance {
  readonly refill: RefillFunction
  private readonly skill: RunnableSkill
  private readonly facts: SkillFacts
  private readonly mayBeReused: boolean
  private instance: StartableInstance | undefined
  private current: Invocation | undefined

  constructor(
    skill: RunnableSkill,
    { refill, mayBeReused }: { readonly refill: RefillFunction; readonly mayBeReused: boolean },
  ) {
    this.skill = skill
    this.refill = refill
    this.facts = factsOf(skill)
    this.mayBeReused = mayBeReused
  }

  get memoryBytes(): number {
    return this.instance?.memoryBytes ?? 0
  }

  /** Whether it is known to have no more memory than is worth setting back. */
  get isSmall(): boolean {
    return this.instance !== undefined && this.memoryBytes <= MAX_RESET_BYTES
  }

  /** Whether a further run can begin as the first did. */
  get isReusable(): boolean {
    return this.instance?.canReset === true && this.isSmall
  }

  /** Lets go of what the last run allocated outside of memories, which no limit counts while the instance waits. */
  releaseObjects(): void {
    this.instance?.releaseObjects()
  }

  run(request: RunRequest, watch: RunWatch, startedAt: number): RunAnswer | Promise<RunAnswer> {
    const invocation = new Invocation(this.skill.settings, request, { watch, startedAt })
    this.current = invocation
    const calls = this.calls(invocation)
    if (this.facts.suspends) return invocation.executeSuspending(calls).finally(() => this.leave())
    try {
      return invocation.execute(calls)
    } finally {
      this.leave()
    }
  }

  private leave(): void {
    this.current = undefined
  }

  /** The calls of the guest that a run is made of, each to be made before the next is asked for. */
  private *calls(invocation: Invocation): Iterable<() => unknown> {
    const { fuel } = this.skill.settings
    if (this.instance !== undefined) this.instance.restore(fuel)
    const instance = this.instance ?? this.create(fuel)
    this.instance = instance
    const isProgram = typeof instance.exports['run'] !== 'function'
    invocation.enter(instance, { printsOutput: isProgram && !this.facts.setsOutput })
    yield () => instance.start()
    for (const name of isProgram ? ['_start'] : ['_initialize', 'run']) {
      const entry = instance.exports[name]
      if (typeof entry === 'function') yield entry as () => unknown
    }
    const { exit } = this.facts
    if (exit !== undefined) yield () => invocation.exit(exit)
  }

  private create(fuel: bigint): StartableInstance {
    const { code: module, meter } = this.skill
    return createMetered({ module, meter }, this.imports(), {
      ...{ fuel, refill: this.refill, reusable: this.mayBeReused, suspends: this.facts.suspends },
      onRefill: () => this.current?.mayGoOn() === true,
    })
  }

  private imports(): WebAssembly.Imports {
    return hostImports(this.facts.imported, {
      call: (index, values) => this.current?.callHost(index, values),
      suspends: this.facts.suspends,
    })
  }
}
