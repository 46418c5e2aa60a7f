import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

/** A renderer in Rust, by wasm-bindgen: a drawing with gradients, strokes, a mask and a blur, as a PNG. */
export async function run(): Promise<unknown> {
  await initWasm(readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
  const image = new Resvg(DRAWING, { background: '#fffdf5', fitTo: { mode: 'width', value: 240 } }).render()
  return { width: image.width, height: image.height, png: Buffer.from(image.asPng()).toString('base64') }
}

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">
  <defs>
    <radialGradient id="sun"><stop offset="0" stop-color="gold"/><stop offset="1" stop-color="#c40"/></radialGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="1.5"/></filter>
    <mask id="half"><rect width="60" height="80" fill="white"/></mask>
  </defs>
  <circle cx="60" cy="40" r="30" fill="url(#sun)" filter="url(#soft)"/>
  <path d="M5 70 C 30 10, 60 110, 115 20" fill="none" stroke="navy" stroke-width="3" stroke-dasharray="7 2 1"/>
  <g mask="url(#half)" transform="rotate(12 60 40)"><rect x="20" y="20" width="70" height="30" rx="6" opacity=".5"/></g>
</svg>`
