import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { HostBytes } from '../host/host-request.ts'
import { joinedBytes } from '../joined-bytes.ts'
import { HopFailure, hopFailure } from './http-failure.node.ts'

/** The codings that are asked for: those that every runtime has. */
export const ACCEPT_ENCODING = 'gzip, deflate, br'

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
])
/** How many codings a body may have, one in another. */
const MAX_CODINGS = 3

/** What undoes the codings of a body, the outermost first; `undefined` when one is not known: such a body is taken as it is. */
export function decodersOf(contentEncoding: string): readonly (() => Transform)[] | undefined {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
  const decoders = codings
    .filter((coding) => coding !== '' && coding !== 'identity')
    .map((coding) => DECODERS.get(coding))
  const known = decoders.filter((decoder) => decoder !== undefined)
  if (known.length < decoders.length) return undefined
  if (known.length > MAX_CODINGS) throw new HopFailure('protocol-error')
  return known.reverse()
}

/** All that a body says, decoded. Rejects with a HopFailure: `too-large` beyond `maxBytes`, `protocol-error` for a wrong code. */
export async function readBody(
  body: Readable,
  { decoders, maxBytes }: { readonly decoders: readonly (() => Transform)[]; readonly maxBytes: number },
): Promise<HostBytes> {
  let failure: HopFailure | undefined
  // Told before it reaches the decoders, which it ends as well.
  body.on('error', (error) => {
    failure ??= new HopFailure(hopFailure(error))
  })
  const stages = decoders.map((make) =>
    make().on('error', () => {
      failure ??= new HopFailure('protocol-error')
    }),
  )
  const last = stages.at(-1) ?? body
  if (stages.length > 0) pipeline([body, ...stages], () => {})
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of last as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > maxBytes) throw new HopFailure('too-large')
      chunks.push(chunk)
    }
  } catch (thrown) {
    throw failure ?? thrown
  }
  return joinedBytes(chunks)
}
