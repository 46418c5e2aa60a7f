/**
 * What the guest's own counter holds at first, in units, and at most. A slice that took less time than `SHORT_MS` is doubled,
 * one that took more than `LONG_MS` halved: some operators take a hundred times as long as others, and a host that waits
 * for its turn counts in milliseconds.
 */
const FIRST_SLICE_UNITS = 1_000_000n
const LARGEST_SLICE_UNITS = 16_000_000n
const SMALLEST_SLICE_UNITS = 10_000n
const SHORT_MS = 0.7
const LONG_MS = 2

/** Why a metered run was ended. */
export type StopReason = 'out-of-fuel' | 'stopped'

/**
 * The fuel of one instance: a budget of which the guest holds a slice.
 *
 * The guest counts in a 64-bit global that it decreases; a slice keeps that counter small whatever the budget, and
 * gives the host a turn every so often.
 */
export class FuelAccount {
  /** Why the run was ended, once it was. */
  stopReason: StopReason | undefined
  /** What the host threw when it was asked whether the run may go on. */
  hostError: { readonly thrown: unknown } | undefined
  private readonly counter: WebAssembly.Global<'i64'>
  private budget: bigint
  private granted = 0n
  private slice = FIRST_SLICE_UNITS
  /** When the guest got its slice; 0 for the first one, which is not timed. */
  private grantedAt = 0

  constructor(counter: WebAssembly.Global<'i64'>, budget: bigint) {
    this.counter = counter
    this.budget = budget
    this.restart(budget)
  }

  /** What was used so far, in units; can exceed the budget by the last straight run of code. */
  get consumed(): bigint {
    return this.granted - this.counter.value
  }

  /** Whether more was used than the budget allows. */
  get overdrawn(): boolean {
    return this.consumed > this.budget
  }

  /** Begins anew with another budget. */
  restart(budget: bigint): void {
    this.stopReason = undefined
    this.hostError = undefined
    this.budget = budget
    this.granted = 0n
    this.slice = FIRST_SLICE_UNITS
    this.grantedAt = 0
    this.counter.value = 0n
    this.grant()
  }

  /** Takes `units` for something that the guest did not count itself. */
  charge(units: bigint): void {
    this.counter.value -= units
  }

  /** Takes all that the guest holds: it was ended without telling what it had used. */
  forfeit(): void {
    if (this.counter.value > 0n) this.counter.value = 0n
  }

  /** Raises the budget. */
  add(units: bigint): void {
    this.budget += units
    if (this.stopReason === 'out-of-fuel' && !this.overdrawn) this.stopReason = undefined
    this.grant()
  }

  /**
   * Answers a guest whose counter fell below zero: false when it may go on.
   *
   * `mayGoOn` is asked only while there is budget left.
   */
  refill(mayGoOn: () => boolean): boolean {
    if (this.stopReason !== undefined) return true
    if (this.overdrawn) this.stopReason = 'out-of-fuel'
    else if (!this.ask(mayGoOn)) this.stopReason = 'stopped'
    if (this.stopReason !== undefined) return true
    this.adaptSlice()
    this.grant()
    return false
  }

  private adaptSlice(): void {
    const now = performance.now()
    const tookMs = this.grantedAt === 0 ? 0 : now - this.grantedAt
    this.grantedAt = now
    if (tookMs < SHORT_MS) {
      if (this.slice < LARGEST_SLICE_UNITS) this.slice *= 2n
    } else if (tookMs > LONG_MS && this.slice > SMALLEST_SLICE_UNITS) this.slice /= 2n
  }

  /** A throw of the host ends the run: thrown through the guest, it could be caught there. */
  private ask(mayGoOn: () => boolean): boolean {
    try {
      return mayGoOn()
    } catch (thrown) {
      this.hostError = { thrown }
      return false
    }
  }

  /** Makes the next check in the guest end the run. */
  stop(): void {
    this.stopReason ??= 'stopped'
    const debt = this.counter.value + 1n
    if (debt <= 0n) return
    this.counter.value -= debt
    this.granted -= debt
  }

  /** Fills the counter up to a slice, or to what is left of the budget. */
  private grant(): void {
    const held = this.counter.value
    const wanted = this.slice > held ? this.slice - held : 0n
    const left = this.budget - this.granted
    const units = wanted < left ? wanted : left
    if (units <= 0n) return
    this.granted += units
    this.counter.value = held + units
  }
}
