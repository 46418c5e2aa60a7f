import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import decode, { init as initDecoder } from '@jsquash/jpeg/decode.js'
import encode, { init as initEncoder } from '@jsquash/jpeg/encode.js'

const SIDE = 96

/** A codec in C and C++, by Emscripten with embind: packs a picture as JPEG and unpacks it. */
export async function run(): Promise<unknown> {
  await initEncoder(await compiled('enc'))
  await initDecoder(await compiled('dec'))
  const data = new Uint8ClampedArray(SIDE * SIDE * 4).map((_, at) => (at % 4 === 3 ? 255 : (at * at) >> 7))
  const jpeg = await encode({ data, width: SIDE, height: SIDE, colorSpace: 'srgb' } as ImageData, { quality: 70 })
  const picture = await decode(jpeg)
  return { jpeg: Buffer.from(jpeg).toString('base64'), pixels: Buffer.from(picture.data).toString('base64') }
}

async function compiled(part: 'enc' | 'dec'): Promise<WebAssembly.Module> {
  const file = import.meta.resolve(`@jsquash/jpeg/codec/${part}/mozjpeg_${part}.wasm`)
  return WebAssembly.compile(await readFile(fileURLToPath(file)))
}
