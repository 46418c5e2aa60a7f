import type { CallAnswer } from '../host/host-wait.ts'
import type { RecordedCalls } from './call-aside.ts'
import type { CallTap } from './call-tap.ts'
import { answerGuest, type HostCall, traceCall } from './traced-call.ts'
import { TracedMemory } from './traced-memory.ts'

const TO_UTF8 = new TextEncoder()

/** Records the calls of a run, until they take more than `maxTraceBytes` of JSON. */
export class CallRecorder implements CallTap {
  readonly memory: TracedMemory = new TracedMemory()
  private readonly calls: string[] = []
  private bytesLeft: number
  private truncated = false

  constructor(maxTraceBytes: number) {
    this.bytesLeft = maxTraceBytes
  }

  call(call: HostCall): CallAnswer {
    return traceCall(call, this.memory, (traced) => {
      if (!this.truncated) this.keep(JSON.stringify(traced))
      return answerGuest(traced)
    })
  }

  endAt(): undefined {}

  get aside(): { readonly recorded: RecordedCalls } {
    return { recorded: { json: this.calls.join(','), truncated: this.truncated } }
  }

  private keep(json: string): void {
    this.bytesLeft -= TO_UTF8.encode(json).length + 1
    this.truncated = this.bytesLeft < 0
    if (!this.truncated) this.calls.push(json)
  }
}
