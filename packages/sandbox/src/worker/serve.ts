import type { RunWatch } from '../invocation.ts'
import { failedResult } from '../outcome.ts'
import { type PreparedSkill, prepare, prepareBytes } from '../prepare.ts'
import { compile } from '../rewriter/metered-module.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import { SandboxError } from '../sandbox-error.ts'
import { type RunnableSkill, SkillThread } from '../skill-thread.ts'
import type { HostMessage, Refusal, WorkerMessage } from './protocol.ts'
import type { ThreadStatus } from './shared-status.ts'

/**
 * Makes the worker's side of the protocol: a function that takes messages and answers by `reply`. Without a status, a job
 * can't be cancelled but by ending the worker.
 */
export function serve(reply: (message: WorkerMessage) => void, status?: ThreadStatus): (message: HostMessage) => void {
  const worker = new SkillWorker(reply, status)
  reply({ kind: 'ready' })
  return (message) => worker.take(message)
}

class SkillWorker {
  private readonly reply: (message: WorkerMessage) => void
  private readonly status: ThreadStatus | undefined
  private readonly thread = new SkillThread()
  /** By their keys; those that are being compiled, or could not be, as promises. */
  private readonly skills = new Map<number, RunnableSkill | Promise<RunnableSkill>>()
  private job = 0
  private readonly watch: RunWatch

  constructor(reply: (message: WorkerMessage) => void, status: ThreadStatus | undefined) {
    this.reply = reply
    this.status = status
    this.watch = {
      isCancelled: () => status?.isCancelled(this.job) === true,
      noteFuel: (units) => status?.noteFuel(units),
    }
  }

  take(message: HostMessage): void {
    switch (message.kind) {
      case 'prepare':
        return void this.prepare(message)
      case 'load':
        return this.load(message.key, message.skill)
      case 'run':
        return this.run(message)
      case 'forget':
        return this.forget(message.key)
    }
  }

  private async prepare({ job, request, asBytes }: HostMessage & { kind: 'prepare' }): Promise<void> {
    this.status?.begin(job)
    try {
      this.reply({ kind: 'prepared', job, skill: await (asBytes ? prepareBytes(request) : prepare(request)) })
    } catch (error) {
      this.reply(failure(job, error))
    }
  }

  private load(key: number, skill: PreparedSkill): void {
    if (isRunnable(skill)) return void this.skills.set(key, skill)
    const compiled = compileSkill(skill)
    this.skills.set(key, compiled)
    compiled.then(
      (runnable) => {
        if (this.skills.get(key) === compiled) this.skills.set(key, runnable)
      },
      // Whoever runs it is told.
      () => {},
    )
  }

  private run(message: HostMessage & { kind: 'run' }): void {
    this.status?.begin(message.job)
    const startedAt = performance.now()
    const skill = this.skills.get(message.key)
    if (skill instanceof Promise) {
      skill.then(
        (runnable) => this.runNow(runnable, message, startedAt),
        (error) => this.reply(couldNotCompile(message.job, error, startedAt)),
      )
    } else if (skill === undefined) {
      this.reply({ kind: 'failed', job: message.job, reason: `the worker does not know the skill ${message.key}` })
    } else this.runNow(skill, message, startedAt)
  }

  private runNow(skill: RunnableSkill, { job, request }: HostMessage & { kind: 'run' }, startedAt: number): void {
    this.job = job
    try {
      this.reply({ kind: 'done', job, result: this.thread.run(skill, request, this.watch, startedAt) })
    } catch (error) {
      this.reply(failure(job, error))
    }
  }

  private forget(key: number): void {
    const skill = this.skills.get(key)
    this.skills.delete(key)
    if (skill !== undefined && !(skill instanceof Promise)) this.thread.forget(skill)
  }
}

function isRunnable(skill: PreparedSkill): skill is RunnableSkill {
  return skill.code instanceof WebAssembly.Module
}

async function compileSkill(skill: PreparedSkill): Promise<RunnableSkill> {
  const { code } = skill
  return { ...skill, code: code instanceof WebAssembly.Module ? code : await compile(code) }
}

function couldNotCompile(job: number, error: unknown, startedAt: number): WorkerMessage {
  const content = error instanceof Error ? error.message : String(error)
  const usage = { durationMs: performance.now() - startedAt }
  return { kind: 'done', job, result: failedResult({ outcome: 'invalid-module', content }, usage) }
}

function failure(job: number, error: unknown): WorkerMessage {
  if (error instanceof RewriteError || error instanceof SandboxError) {
    return { kind: 'refused', job, refusal: refusalOf(error) }
  }
  return { kind: 'failed', job, reason: error instanceof Error ? error.message : String(error) }
}

function refusalOf(error: RewriteError | SandboxError): Refusal {
  const { code, message, hint } = error
  const offset = error instanceof RewriteError ? error.offset : undefined
  return { code, message, ...(offset === undefined ? {} : { offset }), ...(hint === undefined ? {} : { hint }) }
}
