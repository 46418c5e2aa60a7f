import type { SkillCapabilities, SkillLog } from '@blufio/core'
import { Denials } from '../../src/host/denials.ts'
import { GrowableBytes } from '../../src/host/growable-bytes.ts'
import { GuestMemory } from '../../src/host/guest-memory.ts'
import type { FileRequest } from '../../src/host/host-request.ts'
import { LogBook } from '../../src/host/log-book.ts'
import {
  type GuestAnswer,
  type GuestFunction,
  type GuestValue,
  Pending,
  type RunState,
} from '../../src/host/run-state.ts'
import type { WasiName } from '../../src/host/wasi/signatures.ts'
import { WASI_FUNCTIONS } from '../../src/host/wasi/wasi-functions.ts'
import { RunEnd, type Verdict } from '../../src/outcome.ts'
import { memoryStorage } from '../../src/platform/files.memory.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../src/run-limits.ts'
import { fileService, openGrantedFiles } from '../../src/services/file-service.ts'

/** How a call ended: what it gave, or how it ended the run. */
export type Ending = number | undefined | Verdict

/** Where texts, vectors and results stand by default. */
export const AT = { text: 1_024, vectors: 512, result: 256, buffer: 4_096 } as const

export interface WasiGuestOptions {
  readonly capabilities?: Partial<SkillCapabilities>
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly limits?: Partial<RunLimits>
  /** Whether it is a program whose output is what it prints. */
  readonly isProgram?: boolean
}

/** A run that calls functions of WASI, with a memory of 16 pages and files that are kept in memory. */
export class WasiGuest {
  readonly run: RunState
  /** Everything that the host was asked for. */
  readonly requests: FileRequest[] = []
  private readonly exported = new WebAssembly.Memory({ initial: 16 })
  private readonly functions = new Map<string, GuestFunction>()
  private readonly perform: ReturnType<typeof fileService> | undefined

  private constructor(options: WasiGuestOptions, perform: ReturnType<typeof fileService> | undefined) {
    const memory = new GuestMemory()
    memory.attach(this.exported)
    const limits = { ...DEFAULT_RUN_LIMITS, ...options.limits }
    this.perform = perform
    this.run = {
      memory,
      input: new TextEncoder().encode(options.input ?? 'null'),
      logs: new LogBook(limits),
      capabilities: { env: [], ...options.capabilities },
      env: new Map(Object.entries(options.env ?? {})),
      denials: new Denials(),
      limits,
      output: undefined,
      lastBody: undefined,
      printed: options.isProgram === true ? new GrowableBytes() : undefined,
    }
  }

  static async start(options: WasiGuestOptions = {}): Promise<WasiGuest> {
    const capabilities = { env: [], ...options.capabilities }
    const granted = await openGrantedFiles({ name: 'test-skill', capabilities }, memoryStorage({}))
    const limits = { ...DEFAULT_RUN_LIMITS, ...options.limits }
    return new WasiGuest(options, granted && fileService(granted, limits))
  }

  /** Calls a function, and has the host do what it asks for. */
  async call(name: WasiName, ...values: readonly GuestValue[]): Promise<Ending> {
    try {
      let answer: GuestAnswer = this.functionOf(name)(...(values as never[]))
      while (answer instanceof Pending) answer = await this.settle(answer)
      return answer
    } catch (thrown) {
      if (thrown instanceof RunEnd) return thrown.verdict
      throw thrown
    }
  }

  /** The log so far, with what has not ended. */
  get logs(): readonly SkillLog[] {
    return this.run.logs.lines
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.exported.buffer)
  }

  get view(): DataView {
    return new DataView(this.exported.buffer)
  }

  /** Puts a text where texts stand; the pointer and length of it. */
  put(text: string, pointer: number = AT.text): readonly [pointer: number, length: number] {
    const bytes = new TextEncoder().encode(text)
    this.bytes.set(bytes, pointer)
    return [pointer, bytes.length]
  }

  text(pointer: number, length: number): string {
    return new TextDecoder().decode(this.bytes.subarray(pointer, pointer + length))
  }

  /** Puts vectors where they stand; the pointer and number of them. */
  vectors(
    ...buffers: readonly (readonly [pointer: number, length: number])[]
  ): readonly [pointer: number, count: number] {
    for (const [index, [pointer, length]] of buffers.entries()) {
      this.view.setUint32(AT.vectors + 8 * index, pointer, true)
      this.view.setUint32(AT.vectors + 8 * index + 4, length, true)
    }
    return [AT.vectors, buffers.length]
  }

  /** The number of 32 bits where results stand. */
  get result(): number {
    return this.view.getUint32(AT.result, true)
  }

  /** The number of 64 bits where results stand. */
  get longResult(): bigint {
    return this.view.getBigUint64(AT.result, true)
  }

  /** Writes a text to a descriptor. */
  write(fd: number, text: string): Promise<Ending> {
    return this.call('fd_write', fd, ...this.vectors(this.put(text)), AT.result)
  }

  /** What can be read of a descriptor at once, up to `most` bytes; or the code of why nothing can. */
  async read(fd: number, most: number = 1_024): Promise<string | Ending> {
    const ending = await this.call('fd_read', fd, ...this.vectors([AT.buffer, most]), AT.result)
    return ending === 0 ? this.text(AT.buffer, this.result) : ending
  }

  /** Opens a path below a descriptor, as it says; the descriptor, or a text with the code of why there is none. */
  async open(
    path: string,
    {
      how = 0,
      rights = READ | WRITE,
      flags = 0,
      fd = 3,
    }: { how?: number; rights?: bigint; flags?: number; fd?: number } = {},
  ): Promise<number | string> {
    const ending = await this.call('path_open', fd, 1, ...this.put(path), how, rights, 0n, flags, AT.result)
    return ending === 0 ? this.result : typeof ending === 'object' ? ending.outcome : `errno ${ending}`
  }

  private functionOf(name: WasiName): GuestFunction {
    const known = this.functions.get(name)
    if (known !== undefined) return known
    const host = WASI_FUNCTIONS.find((candidate) => candidate.name === name)
    if (host === undefined) throw new Error(`there is no ${name}`)
    const bound = host.bind(this.run)
    this.functions.set(name, bound)
    return bound
  }

  private async settle({ request, finish }: Pending): Promise<GuestAnswer> {
    if (request.kind !== 'file' || this.perform === undefined) throw new Error(`asked for ${request.kind}`)
    this.requests.push(request)
    const answer = await this.perform(request, new AbortController().signal)
    if (answer.kind === 'timed-out' || answer.kind === 'cancelled') throw new Error(`the host was ${answer.kind}`)
    if (answer.kind === 'denied') throw this.run.denials.refuse('filesystem', request.hostFunction, answer)
    return finish(answer)
  }
}

/** The rights of a descriptor, and how it is opened. */
export const READ = 2n
export const WRITE = 64n
export const HOW = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const

/** What most tests of files are granted. */
export const DATA = { capabilities: { filesystem: { read: ['data'], write: ['data'] } } } as const
