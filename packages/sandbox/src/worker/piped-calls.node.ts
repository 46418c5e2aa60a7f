import { readSync, writeSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import type { HostAnswer } from '../host/host-request.ts'
import { frameAnswer, frameCall, unframeAnswer, unframeCall } from './call-frames.ts'
import { bytesBehind, HEAD_BYTES } from './framed-message.ts'
import type { HostCallMessage } from './protocol.ts'
import type { AnswerGiver, AnswerTaker } from './shared-answers.ts'

/** Before each answer: u32 the number of its call, little endian. */
const CALL_BYTES = 4

/**
 * The host's side of the calls of a child process that is blocked meanwhile: a pipe that the child writes and reads. The
 * channel for messages would not do: what does not fit in there at once is sent when the child is idle, which it is not.
 */
export class PipedCalls implements AnswerGiver {
  private readonly pipe: Duplex
  private readonly maxCallBytes: number
  private pieces: Buffer[] = []
  private size = 0
  /** How many bytes the call under way has, once its head is there. */
  private length: number | undefined

  constructor(pipe: Duplex, maxCallBytes: number) {
    this.pipe = pipe
    this.maxCallBytes = maxCallBytes
    // That the child is gone is told by its end.
    pipe.on('error', () => {})
  }

  /** Sets who gets the calls, and who is told when what comes is no call. */
  listen(onCall: (call: HostCallMessage) => void, onFailure: (reason: string) => void): void {
    this.pipe.on('data', (piece: Buffer) => {
      try {
        this.take(piece, onCall)
      } catch {
        onFailure('it sent what is no call')
      }
    })
  }

  give(call: number, answer: HostAnswer): void {
    const number = new Uint8Array(CALL_BYTES)
    new DataView(number.buffer).setUint32(0, call, true)
    this.pipe.write(number)
    this.pipe.write(frameAnswer(answer))
  }

  private take(piece: Buffer, onCall: (call: HostCallMessage) => void): void {
    this.pieces.push(piece)
    this.size += piece.length
    if (this.length === undefined) {
      if (this.size < HEAD_BYTES) return
      const head = Buffer.concat(this.pieces)
      this.pieces = [head]
      this.length = HEAD_BYTES + bytesBehind(Uint8Array.from(head.subarray(0, HEAD_BYTES)))
    }
    if (this.length > this.maxCallBytes) throw new RangeError('the call is too long')
    if (this.size < this.length) return
    // A child that waits for its answer sends no other call.
    const bytes = Uint8Array.from(Buffer.concat(this.pieces, this.length))
    this.pieces = []
    this.size = 0
    this.length = undefined
    onCall(unframeCall(bytes))
  }
}

/** The child's side, on a descriptor that it inherits. Calls `onOrphaned` when its host is gone. */
export class InheritedCalls implements AnswerTaker {
  private readonly descriptor: number
  private readonly onOrphaned: () => void

  constructor(descriptor: number, onOrphaned: () => void) {
    this.descriptor = descriptor
    this.onOrphaned = onOrphaned
  }

  ask(call: HostCallMessage): void {
    const bytes = frameCall(call)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor, bytes, at)
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
      return unframeAnswer(bytes)
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
