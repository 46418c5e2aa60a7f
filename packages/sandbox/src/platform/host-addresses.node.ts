import { lookup } from 'node:dns/promises'
import { canonicalAddress } from '../policy/address.ts'
import { HopFailure } from './http-failure.node.ts'

/** Finds what a name stands for. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** What a resolution came to: every address, or one that may not be reached, `undefined` where that is no address at all. */
export type Resolution = { readonly addresses: readonly string[] } | { readonly refused: string | undefined }

/** How many of them are tried: no name may have this machine knock at a thousand doors. */
const MAX_ADDRESSES = 8

/** The system's resolver, with its hosts file. */
export const systemResolve: Resolve = async (host) => {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

/**
 * The canonical addresses of a host, which may be one itself, all of them granted: one that is not refuses the others, since
 * whoever answers for the name can choose which of them is used. Rejects with a HopFailure `unresolved-host`.
 */
export async function resolveGranted(
  host: string,
  { resolve, isGranted }: { readonly resolve: Resolve; readonly isGranted: (address: string) => boolean },
): Promise<Resolution> {
  const own = canonicalAddress(host)
  const answers = own === undefined ? await answersOf(host, resolve) : [own]
  if (answers.length === 0) throw new HopFailure('unresolved-host')
  const refused = answers.find((address) => !isGranted(address))
  if (refused !== undefined) return { refused: canonicalAddress(refused) }
  return { addresses: answers.slice(0, MAX_ADDRESSES).flatMap((address) => canonicalAddress(address) ?? []) }
}

async function answersOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch {
    return []
  }
}
