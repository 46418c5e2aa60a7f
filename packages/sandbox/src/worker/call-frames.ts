import type { HostAnswer } from '../host/host-request.ts'
import { frame, unframe } from './framed-message.ts'
import type { HostCallMessage } from './protocol.ts'

const NOTHING = new Uint8Array()

/** A call as a frame, the bytes of its request as the body. */
export function frameCall({ request, ...call }: HostCallMessage): Uint8Array<ArrayBuffer> {
  if (request.kind === 'http') return frame({ ...call, request: { ...request, body: undefined } }, request.body)
  if (request.operation !== 'write') return frame({ ...call, request }, NOTHING)
  return frame({ ...call, request: { ...request, data: undefined } }, request.data)
}

/** The call that {@link frameCall} made a frame of. */
export function unframeCall(bytes: Uint8Array<ArrayBuffer>): HostCallMessage {
  const { value, body } = unframe(bytes)
  const call = value as HostCallMessage
  const { request } = call
  if (request.kind === 'http') return { ...call, request: { ...request, body } }
  return request.operation === 'write' ? { ...call, request: { ...request, data: body } } : call
}

/** An answer as a frame, the bytes that it gives as the body. */
export function frameAnswer(answer: HostAnswer): Uint8Array<ArrayBuffer> {
  return 'body' in answer ? frame({ ...answer, body: undefined }, answer.body) : frame(answer, NOTHING)
}

/** The answer that {@link frameAnswer} made a frame of. */
export function unframeAnswer(bytes: Uint8Array<ArrayBuffer>): HostAnswer {
  const { value, body } = unframe(bytes)
  const answer = value as HostAnswer
  return answer.kind === 'response' || answer.kind === 'bytes' ? { ...answer, body } : answer
}
