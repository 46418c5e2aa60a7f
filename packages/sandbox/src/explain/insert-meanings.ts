import type { CountedLoop } from '../rewriter/analyse/counted-loop.ts'
import type { Insert } from '../rewriter/format/inserts.ts'

/** The point that an insert stands at, as far as its note needs it. */
export interface NotedPoint {
  readonly amount: number
  /** Of a counted loop. */
  readonly loop: CountedLoop | undefined
  /** Of a br_table that gets other labels. */
  readonly labels: readonly number[]
}

/** What an insert does to fuel, and how a listing says it. */
interface InsertMeaning {
  /** Whether it takes fuel: always, never, or when its amount is above 0. */
  readonly charges: boolean | 'by-amount'
  /** Whether it asks for a refill when the counter is below zero. */
  readonly checks: boolean
  note(point: NotedPoint): string
}

/** Of every insert. `when many`: only where a counted loop has more iterations than are paid for without a check. */
export const INSERT_MEANINGS: Readonly<Record<Insert, InsertMeaning>> = {
  nothing: { charges: false, checks: false, note: () => '' },
  charge: { charges: 'by-amount', checks: false, note: ({ amount }) => `charge ${amount}` },
  'charge-and-check': {
    charges: 'by-amount',
    checks: true,
    note: ({ amount }) => (amount === 0 ? 'check' : `charge ${amount}, check`),
  },
  'loop-open': { charges: false, checks: true, note: () => 'in a loop of ours, which refills' },
  'loop-head': {
    charges: 'by-amount',
    checks: true,
    note: ({ amount }) => chargeOrLeave(amount),
  },
  'loop-close': { charges: false, checks: false, note: () => 'end of our loop' },
  'back-edge': { charges: 'by-amount', checks: true, note: ({ amount }) => chargeOrLeave(amount) },
  'back-edge-if': { charges: 'by-amount', checks: true, note: ({ amount }) => `when taken: ${chargeOrLeave(amount)}` },
  'back-label': { charges: false, checks: false, note: () => '' },
  'back-label-if': { charges: false, checks: false, note: () => '' },
  'counted-open': {
    charges: true,
    checks: true,
    note: ({ loop }) => `pays for all iterations: ${loop?.iterationFuel ?? 0} each; when too many:`,
  },
  'counted-close': { charges: false, checks: false, note: () => 'end of our loop' },
  relabel: { charges: false, checks: false, note: ({ amount }) => `label becomes ${amount}` },
  'relabel-table': { charges: false, checks: false, note: ({ labels }) => `labels become ${few(labels)}` },
  'self-call': { charges: false, checks: false, note: () => 'calls the moved body' },
  'paid-call': { charges: false, checks: false, note: () => '' },
  settle: { charges: false, checks: false, note: () => 'counter to its global' },
  resume: { charges: false, checks: false, note: () => 'counter from its global' },
  length: { charges: true, checks: true, note: () => 'charge the length, check' },
  'grow-asked': { charges: false, checks: false, note: () => 'note the size asked for' },
  'memory-grown': { charges: true, checks: true, note: () => 'charge the pages it got, check' },
  'constant-memory-grown': { charges: false, checks: false, note: () => 'note a refusal' },
  'table-grown': { charges: true, checks: true, note: () => 'charge the elements it got, check' },
  forfeit: { charges: true, checks: false, note: () => 'will trap: gives up its slice' },
  heap: { charges: false, checks: false, note: ({ amount }) => `heap budget: ${amount} bytes` },
  'heap-array': { charges: false, checks: false, note: ({ amount }) => `heap budget: ${amount} bytes each` },
}

function chargeOrLeave(amount: number): string {
  const leave = 'to ours when out of fuel'
  return amount === 0 ? leave : `charge ${amount}; ${leave}`
}

const MOST_LABELS = 8

function few(labels: readonly number[]): string {
  return labels.length <= MOST_LABELS
    ? labels.join(' ')
    : `${labels.slice(0, MOST_LABELS).join(' ')} … ${labels.length} in all`
}
