import type { HostAnswer } from '../host/host-request.ts'
import { frameAnswer, unframeAnswer } from './call-frames.ts'
import type { HostCallMessage } from './protocol.ts'

/** How a thread that is blocked while it waits for its host gets the answer; the host's side. */
export interface AnswerGiver {
  /** Answers the call of this number and wakes the thread. */
  give(call: number, answer: HostAnswer): void
}

/** The thread's side of it. */
export interface AnswerTaker {
  /** Sends a call, where that is not done by a message. */
  ask?(call: HostCallMessage): void
  /** Blocks until the call of this number is answered. */
  take(call: number): HostAnswer
}

/** i32 at 0: the call answered last; i32 at 4: how many bytes its answer has, which begin behind. */
const HEAD_BYTES = 8

/** Both sides on memory that threads share, and that grows to the longest answer. */
export class SharedAnswers implements AnswerGiver, AnswerTaker {
  readonly buffer: SharedArrayBuffer
  private readonly head: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.head = new Int32Array(buffer, 0, 2)
  }

  /** A new one, whose answers have at most so many bytes. */
  static create(maxAnswerBytes: number): SharedAnswers {
    return new SharedAnswers(new SharedArrayBuffer(HEAD_BYTES, { maxByteLength: HEAD_BYTES + maxAnswerBytes }))
  }

  give(call: number, answer: HostAnswer): void {
    const { buffer, head } = this
    let bytes = frameAnswer(answer)
    if (HEAD_BYTES + bytes.length > buffer.maxByteLength) {
      bytes = frameAnswer({ kind: 'failed', failure: 'too-large' })
    }
    if (buffer.byteLength < HEAD_BYTES + bytes.length) buffer.grow(HEAD_BYTES + bytes.length)
    new Uint8Array(buffer, HEAD_BYTES, bytes.length).set(bytes)
    head[1] = bytes.length
    Atomics.store(head, 0, call)
    Atomics.notify(head, 0)
  }

  take(call: number): HostAnswer {
    const { buffer, head } = this
    for (let last = Atomics.load(head, 0); last !== call; last = Atomics.load(head, 0)) Atomics.wait(head, 0, last)
    // A copy, as it is no longer shared then.
    return unframeAnswer(new Uint8Array(buffer, HEAD_BYTES, head[1]).slice() as Uint8Array<ArrayBuffer>)
  }
}
