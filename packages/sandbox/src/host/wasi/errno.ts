import type { HostFailure } from '../host-request.ts'

/**
 * The error codes that the functions give, by their names and numbers in
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/witx/typenames.witx
 */
export const ERRNO = {
  success: 0,
  acces: 2,
  badf: 8,
  exist: 20,
  fbig: 22,
  ilseq: 25,
  inval: 28,
  io: 29,
  isdir: 31,
  mfile: 33,
  nametoolong: 37,
  noent: 44,
  nospc: 51,
  nosys: 52,
  notdir: 54,
  notempty: 55,
  notsup: 58,
  spipe: 70,
  notcapable: 76,
} as const

/** One of the error codes that the functions give. */
export type Errno = (typeof ERRNO)[keyof typeof ERRNO]

const OF_FAILURES: Partial<Record<HostFailure, Errno>> = {
  'invalid-argument': ERRNO.inval,
  'not-found': ERRNO.noent,
  'already-exists': ERRNO.exist,
  'is-a-directory': ERRNO.isdir,
  'not-a-directory': ERRNO.notdir,
  'directory-not-empty': ERRNO.notempty,
  'permission-refused': ERRNO.acces,
  'too-large': ERRNO.fbig,
  'not-a-plain-file': ERRNO.notsup,
  'no-space': ERRNO.nospc,
}

/** The error code for what a host failed at. */
export function errnoOf(failure: HostFailure): Errno {
  return OF_FAILURES[failure] ?? ERRNO.io
}

/** An error code by the name that C has for it, such as ENOSPC. */
export function errnoName(errno: Errno): string {
  const [name] = Object.entries(ERRNO).find(([, code]) => code === errno) ?? []
  return `E${name?.toUpperCase()}`
}
