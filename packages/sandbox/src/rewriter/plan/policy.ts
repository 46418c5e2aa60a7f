import { BlufioError } from '@blufio/core'

/** What a rewritten module may use; what is left out keeps the module's own bounds. */
export interface RewritePolicy {
  /** The largest module that is accepted, in bytes; 32 MiB by default. */
  readonly maxModuleBytes?: number
  /** The most pages (64 KiB each) of all the module's own memories together. */
  readonly maxMemoryPages?: number
  /** The most elements of all the module's own tables together. */
  readonly maxTableElements?: number
  /**
   * The most bytes that an instance may allocate in structs, arrays and what exceptions carry, all in all: 16 for each
   * object, 8 for each field (16 for a vector), the size of its type for each element. Freed objects are not given back.
   */
  readonly maxHeapBytes?: number
  /** Whether instances are to be used again by `reset`; false by default. */
  readonly resettable?: boolean
  /** Whether instances tell by `fuelByFunction` where their fuel went; the fuel is the same, each charge costs more; false by default. */
  readonly profile?: boolean
  /**
   * Whether to accept functions that take some engines gigabytes to optimise, or end their process; false by default. For
   * who runs each module in a process of its own.
   */
  readonly survivesEngineFaults?: boolean
}

const NAMES = ['maxModuleBytes', 'maxMemoryPages', 'maxTableElements', 'maxHeapBytes'] as const

const KNOWN: readonly string[] = [
  ...NAMES,
  'resettable',
  'profile',
  'survivesEngineFaults',
] satisfies (keyof RewritePolicy)[]

/** Throws a BlufioError `ERR_OPTION` for an unknown name, and unless every bound is a whole number that is not negative: NaN would switch one off. */
export function assertPolicy(policy: RewritePolicy): void {
  for (const name of Object.keys(policy)) {
    if (KNOWN.includes(name)) continue
    throw new BlufioError('ERR_OPTION', `a policy has no '${name}'`, { hint: `it has ${KNOWN.join(', ')}` })
  }
  for (const name of NAMES) {
    const value = policy[name]
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue
    throw new BlufioError(
      'ERR_OPTION',
      `the policy's ${name} is ${String(value)}, expected a whole number of 0 or more`,
    )
  }
}
