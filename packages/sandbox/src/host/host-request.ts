import type { HttpHeaders } from '../http-message.ts'
import type { FileOperation } from '../policy/file-access.ts'
import type { Refusal } from '../policy/refusal.ts'

/** What a run asks its host to do for it. Plain data, which can be posted. */
export type HostRequest = HttpRequest | FileRequest

/** One request by HTTP, before any rule was applied to it. */
export interface HttpRequest {
  readonly kind: 'http'
  /** The host function that the guest called, such as `http_fetch`. */
  readonly hostFunction: string
  readonly method: string
  readonly url: string
  readonly headers: HttpHeaders
  /** Empty where there is none. */
  readonly body: Uint8Array<ArrayBuffer>
}

/** Something to do with a file or folder; `path` is as the guest wrote it. */
export type FileRequest = {
  readonly kind: 'file'
  readonly hostFunction: string
  readonly path: string
} & (
  | { readonly operation: Exclude<FileOperation, 'write'> }
  | { readonly operation: 'write'; readonly data: Uint8Array<ArrayBuffer> }
)

/** What the host answers. Plain data, which can be posted. */
export type HostAnswer =
  /** It is not granted: the run ends as `denied`. */
  | ({ readonly kind: 'denied' } & Refusal)
  /** It was tried and did not work: the guest gets the code of it. */
  | { readonly kind: 'failed'; readonly failure: HostFailure }
  | { readonly kind: 'response'; readonly status: number; readonly headers: HttpHeaders; readonly body: HostBytes }
  /** A file's content; or the names in a folder, each with a NUL behind it, those of folders with a `/` before that. */
  | { readonly kind: 'bytes'; readonly body: HostBytes }
  | { readonly kind: 'stat'; readonly stat: FileStat }
  | { readonly kind: 'done' }
  /** The run's time was up while it waited. */
  | { readonly kind: 'timed-out' }
  /** The run was cancelled while it waited. */
  | { readonly kind: 'cancelled' }

/** Bytes that a guest is given. */
export type HostBytes = Uint8Array<ArrayBuffer>

/** What is known of a file or folder. */
export interface FileStat {
  readonly type: 'file' | 'directory'
  /** In bytes; 0 for a folder. */
  readonly size: number
  /** When its content changed last, in milliseconds since 1970. */
  readonly modifiedMs: number
}

/** Why something did not work, by the name of its code. */
export type HostFailure = keyof typeof FAILURE_CODES

/** What a guest gets for it, as docs/abi.md lists them. */
export const FAILURE_CODES = {
  /** An argument that can't be meant: a URL, path, method, header or handle. */
  'invalid-argument': -1,
  'not-found': -2,
  'already-exists': -3,
  'is-a-directory': -4,
  'not-a-directory': -5,
  'directory-not-empty': -6,
  /** The operating system refuses it to the host, too. */
  'permission-refused': -7,
  /** A file or body above its limit. */
  'too-large': -8,
  /** Neither a folder nor a plain file of one name: a device, a pipe, a link that leads nowhere, a file with hard links. */
  'not-a-plain-file': -9,
  'no-space': -10,
  /** Anything else that a file system or network may say. */
  'input-output': -11,
  /** As many responses as can be open at once are. */
  'too-many-open': -12,
  /** The name of a server has no address. */
  'unresolved-host': -20,
  /** No connection, or one that broke. */
  'connection-failed': -21,
  /** The server could not show that it is the one. */
  'certificate-refused': -22,
  /** What came back is no HTTP, or no body of the encoding that it says. */
  'protocol-error': -23,
  'too-many-redirects': -24,
  /** The request took longer than its own limit. */
  'request-timed-out': -25,
} as const
