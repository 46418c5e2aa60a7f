import type { HostAnswer, HostRequest } from '../host/host-request.ts'
import type { RunWatch } from '../invocation.ts'
import { failedResult } from '../outcome.ts'
import { type PreparedSkill, prepare, prepareBytes, type Waiting } from '../prepare.ts'
import { compile } from '../rewriter/metered-module.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import { canSuspend } from '../rewriter/suspending.ts'
import { SandboxError } from '../sandbox-error.ts'
import { type RunnableSkill, SkillThread } from '../skill-thread.ts'
import type { HostCallMessage, HostMessage, Refusal, WorkerMessage } from './protocol.ts'
import type { AnswerTaker } from './shared-answers.ts'
import type { ThreadStatus } from './shared-status.ts'

/** Numbers as 32 bits hold them; 0 is none. */
const MAX_CALL = 0x7fff_ffff

/**
 * Makes the worker's side of the protocol: a function that takes messages and answers by `reply`. Without a status, a job
 * can't be cancelled but by ending the worker.
 */
export function serve(
  reply: (message: WorkerMessage) => void,
  { status, answers }: ThreadChannels = {},
): (message: HostMessage) => void {
  const worker = new SkillWorker(reply, status, canSuspend ? undefined : answers)
  reply({ kind: 'ready' })
  return (message) => worker.take(message)
}

/** What a thread shares with its host, beside messages. */
export interface ThreadChannels {
  readonly status?: ThreadStatus | undefined
  /** Where answers come from while the thread is blocked, where guests can't be suspended. */
  readonly answers?: AnswerTaker | undefined
}

class SkillWorker {
  private readonly reply: (message: WorkerMessage) => void
  private readonly status: ThreadStatus | undefined
  private readonly thread = new SkillThread()
  /** By their keys; those that are being compiled, or could not be, as promises. */
  private readonly skills = new Map<number, RunnableSkill | Promise<RunnableSkill>>()
  private readonly answers: AnswerTaker | undefined
  private readonly waiting: Waiting
  /** Of suspended guests, by the numbers of their calls. */
  private readonly suspended = new Map<number, (answer: HostAnswer) => void>()
  private lastCall = 0

  constructor(
    reply: (message: WorkerMessage) => void,
    status: ThreadStatus | undefined,
    answers: AnswerTaker | undefined,
  ) {
    this.reply = reply
    this.status = status
    this.answers = answers
    this.waiting = canSuspend ? 'suspended' : answers && 'blocked'
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
      case 'answer':
        return this.suspended.get(message.call)?.(message.answer)
    }
  }

  private async prepare({ job, request, asBytes }: HostMessage & { kind: 'prepare' }): Promise<void> {
    this.status?.begin(job)
    try {
      this.reply({ kind: 'prepared', job, skill: await (asBytes ? prepareBytes : prepare)(request, this.waiting) })
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
        (runnable) => void this.runNow(runnable, message, startedAt),
        (error) => this.reply(couldNotCompile(message.job, error, startedAt)),
      )
    } else if (skill === undefined) {
      this.reply({ kind: 'failed', job: message.job, reason: `the worker does not know the skill ${message.key}` })
    } else void this.runNow(skill, message, startedAt)
  }

  private async runNow(
    skill: RunnableSkill,
    { job, request }: HostMessage & { kind: 'run' },
    startedAt: number,
  ): Promise<void> {
    try {
      const answer = this.thread.run(skill, request, this.watchOf(job), startedAt)
      this.reply({ kind: 'done', job, result: answer instanceof Promise ? await answer : answer })
    } catch (error) {
      this.reply(failure(job, error))
    }
  }

  private watchOf(job: number): RunWatch {
    const { status } = this
    return {
      isCancelled: () => status?.isCancelled(job) === true,
      noteFuel: (units) => status?.noteFuel(units),
      noteProgress: (progress) => this.reply({ kind: 'progress', job, progress }),
      ask: (request, timeoutMs) => this.ask(job, request, timeoutMs),
    }
  }

  private ask(job: number, request: HostRequest, timeoutMs: number): HostAnswer | Promise<HostAnswer> {
    const { answers } = this
    this.lastCall = this.lastCall === MAX_CALL ? 1 : this.lastCall + 1
    const call = this.lastCall
    const message: HostCallMessage = { kind: 'call', job, call, request, timeoutMs, blocked: answers !== undefined }
    if (answers?.ask === undefined) this.reply(message)
    else answers.ask(message)
    if (answers !== undefined) return answers.take(call)
    return new Promise((resolve) => {
      this.suspended.set(call, (answer) => {
        this.suspended.delete(call)
        resolve(answer)
      })
    })
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
