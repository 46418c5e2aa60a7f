import type { GuestMemory } from '../host/guest-memory.ts'
import type { CallAnswer } from '../host/host-wait.ts'
import type { Verdict } from '../outcome.ts'
import type { CallAside } from './call-aside.ts'
import type { HostCall } from './traced-call.ts'

/** What stands between a guest and its host functions while a run is recorded or replayed. */
export interface CallTap {
  /** The memory that host functions have to use. */
  readonly memory: GuestMemory
  /** Answers a call, or throws a RunEnd. */
  call(call: HostCall): CallAnswer
  /** How a run ends that set no output, when that is known from a trace. */
  readonly bodyVerdict?: Verdict | undefined
  /** Asked at refills, with the fuel that was used: how the run is to end here, if it is. */
  endAt(fuel: bigint): Verdict | undefined
  /** What there is to tell once the run is over. */
  readonly aside: CallAside
}
