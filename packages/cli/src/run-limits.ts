import { MAX_FUEL, MAX_TIMEOUT_SECS, type SkillManifest } from '@blufio/core'
import { cliError } from './cli-error.ts'

/** What the user sets in place of a manifest's limits, as typed. */
export interface LimitOptions {
  readonly fuel?: string
  readonly timeout?: string
}

/**
 * `manifest` with the limits that the user chose for one run, which may be lower or higher: they protect the user, who
 * may decide. Throws `ERR_CLI_USAGE`.
 */
export function withLimits(manifest: SkillManifest, { fuel, timeout }: LimitOptions): SkillManifest {
  return {
    ...manifest,
    resources: {
      ...manifest.resources,
      ...(fuel === undefined ? {} : { fuel: parseFuel(fuel) }),
      ...(timeout === undefined ? {} : { epochTimeoutSecs: parseSeconds(timeout) }),
    },
  }
}

function parseFuel(text: string): bigint {
  const isWhole = /^-?\d+(?:_\d+)*$/.test(text)
  // Longer ones are out of range in any case, and slow to read.
  const units = isWhole && text.length <= 40 ? BigInt(text.replaceAll('_', '')) : -1n
  if (units >= 0n && units <= MAX_FUEL) return units
  throw cliError('ERR_CLI_USAGE', `--fuel ${shown(text)} is ${isWhole ? 'out of range' : 'no whole number of units'}`, {
    hint: `give a whole number from 0 to ${MAX_FUEL}, such as --fuel 10_000_000`,
  })
}

function parseSeconds(text: string): number {
  const seconds = /^-?\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (seconds > 0 && seconds <= MAX_TIMEOUT_SECS) return seconds
  const why = Number.isNaN(seconds) ? 'no number of seconds' : 'out of range'
  throw cliError('ERR_CLI_USAGE', `--timeout ${shown(text)} is ${why}`, {
    hint: `give a number above 0, at most ${MAX_TIMEOUT_SECS}, such as --timeout 2.5`,
  })
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
