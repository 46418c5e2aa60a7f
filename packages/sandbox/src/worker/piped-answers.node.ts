import { readSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { HostAnswer } from '../host/host-request.ts'
import { bytesBehind, decodeAnswer, encodeAnswer, HEAD_BYTES } from './answer-bytes.ts'
import type { AnswerGiver, AnswerTaker } from './shared-answers.ts'

/** Before each answer: u32 the number of its call, little endian. */
const CALL_BYTES = 4

/** The host's side of answers to a child process, by a pipe that the child reads. */
export class PipedAnswers implements AnswerGiver {
  private readonly pipe: Writable

  constructor(pipe: Writable) {
    this.pipe = pipe
    // That the child is gone is told by its end.
    pipe.on('error', () => {})
  }

  give(call: number, answer: HostAnswer): void {
    const number = new Uint8Array(CALL_BYTES)
    new DataView(number.buffer).setUint32(0, call, true)
    this.pipe.write(number)
    this.pipe.write(encodeAnswer(answer))
  }
}

/** The child's side, on a descriptor that it inherits. Calls `onOrphaned` when its host is gone. */
export class InheritedAnswers implements AnswerTaker {
  private readonly descriptor: number
  private readonly onOrphaned: () => void

  constructor(descriptor: number, onOrphaned: () => void) {
    this.descriptor = descriptor
    this.onOrphaned = onOrphaned
  }

  take(call: number): HostAnswer {
    for (;;) {
      const number = this.read(CALL_BYTES)
      const head = this.read(HEAD_BYTES)
      const rest = this.read(bytesBehind(head))
      // One to a call that its run did not wait for to the end.
      if (new DataView(number.buffer).getUint32(0, true) !== call) continue
      const bytes = new Uint8Array(HEAD_BYTES + rest.length)
      bytes.set(head)
      bytes.set(rest, HEAD_BYTES)
      return decodeAnswer(bytes)
    }
  }

  /** The next `length` bytes; blocks until they are there. */
  private read(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; ) {
      const count = readSync(this.descriptor, bytes, at, length - at, null)
      if (count === 0) this.onOrphaned()
      at += count
    }
    return bytes
  }
}
