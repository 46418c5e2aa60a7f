import type { HostAnswer } from './host-request.ts'

/** Fails for an answer to another question, which a host never gives. */
export function unexpected({ kind }: HostAnswer): never {
  throw new TypeError(`the host answered '${kind}' to another question`)
}
