import { batchHash4UintArray64s, digest, digest64, SHA256 } from '@chainsafe/as-sha256'
import { sampleText } from './sample-text.ts'

/** Digests in AssemblyScript, one by one and four at a time by SIMD. */
export async function run(): Promise<unknown> {
  const text = new Uint8Array(sampleText(40_000))
  const inChunks = new SHA256().init()
  for (let at = 0; at < text.length; at += 333) inChunks.update(text.subarray(at, at + 333))
  const blocks = [0, 64, 128, 192].map((at) => text.slice(at, at + 64))
  const digests = [digest(text), inChunks.final(), digest64(text.slice(0, 64)), ...batchHash4UintArray64s(blocks)]
  return digests.map((bytes) => Buffer.from(bytes).toString('hex'))
}
