import { RewriteError } from '../rewrite-error.ts'

/** Bytes of a page of linear memory (core specification 4.2.8). */
export const PAGE_BYTES = 65_536

/** The most pages that a 32-bit memory can have. */
export const MAX_PAGES = 65_536

/** The most elements that a 32-bit table can have. */
export const MAX_TABLE_ELEMENTS = 0xffff_ffff

/**
 * What a module may have at most, above which engines need minutes or gigabytes to validate or compile it, or the host to
 * pass it on. Programs of compilers stay far below.
 */
export const MODULE_LIMITS = {
  imports: 10_000,
  exports: 10_000,
  customSections: 10_000,
  /** Locals of one function, its parameters included (WebAssembly JavaScript interface, implementation limits). */
  locals: 50_000,
  /** Locals of all functions together: validating costs by their number. */
  localsInAll: 10_000_000,
  /** Locals of a function times its labels: baseline compilers keep a state of all locals for each label. */
  localsTimesLabels: 10_000_000,
  /** Locals of a function times its branches: where branches meet, optimising compilers keep all locals of each. */
  localsTimesBranches: 4_000_000,
  /** What a compiler carries to one label (decode/compile-cost.ts): a quarter of what ends the process of Node 24. */
  mergedValues: 67_108_864,
} as const

/** What engines accept at most (WebAssembly JavaScript interface, implementation limits). */
export const ENGINE_LIMITS = {
  types: 1_000_000,
  functions: 1_000_000,
  globals: 1_000_000,
  tables: 100_000,
  bodyBytes: 7_654_321,
} as const

/** The largest module that is looked at, in bytes, unless a policy says otherwise: 32 MiB. */
export const DEFAULT_MAX_MODULE_BYTES = 33_554_432

/** What a module may have at most once it is rewritten, in bytes; modules of compilers grow by less than a half. */
export function mostRewrittenBytes(maxModuleBytes: number): number {
  return maxModuleBytes * 2 + PAGE_BYTES
}

const WHAT: Readonly<Record<keyof typeof MODULE_LIMITS, string>> = {
  imports: 'imports',
  exports: 'exports',
  customSections: 'custom sections',
  locals: 'locals in one function',
  localsInAll: 'locals in all functions',
  localsTimesLabels: 'locals times labels in one function',
  localsTimesBranches: 'locals times branches in one function',
  mergedValues: 'values times branches that meet at one label',
}

/** Refuses a count above its limit in {@link MODULE_LIMITS}. */
export function assertCount(of: keyof typeof MODULE_LIMITS, count: number, offset?: number, hint?: string): void {
  const limit = MODULE_LIMITS[of]
  if (count <= limit) return
  throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has ${count} ${WHAT[of]}, the limit is ${limit}`, {
    ...(offset === undefined ? {} : { offset }),
    ...(hint === undefined ? {} : { hint }),
  })
}
