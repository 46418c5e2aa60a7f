import { createRequire } from 'node:module'
import { sampleText } from './sample-text.ts'

interface Brotli {
  compress(bytes: Uint8Array, options?: { quality: number }): Uint8Array
  decompress(bytes: Uint8Array): Uint8Array
}

/** A compressor in Rust, by wasm-bindgen: packs and unpacks text, and refuses what is none of its own. */
export async function run(): Promise<unknown> {
  const require = createRequire(import.meta.url)
  const brotli = require('brotli-wasm') as Brotli
  const text = sampleText(60_000)
  const packed = [1, 5, 9].map((quality) => brotli.compress(text, { quality }))
  const unpacked = packed.map((bytes) => Buffer.from(brotli.decompress(bytes)).equals(text))
  let refusal: unknown
  try {
    brotli.decompress(text)
  } catch (error) {
    refusal = String(error)
  }
  return { packed: packed.map((bytes) => Buffer.from(bytes).toString('base64')), unpacked, refusal }
}
