import type { HostAnswer, HostRequest } from './host-request.ts'

/** A call for which the guest has to wait. */
export interface HostWait {
  readonly request: HostRequest
  /** What the guest gets for the host's answer, or what it waits for next; throws a RunEnd when that ends the run. */
  settle(answer: HostAnswer): CallAnswer
}

/** What a call of a host function comes to: a value of i32, nothing, or something to wait for. */
export type CallAnswer = number | undefined | HostWait
