// picture-filter: draws a picture, puts a filter over it and answers with a PNG file as a data: address (RFC 2397).
import { Level, log, readInput, setOutput } from '../blufio'
import { JsonReader } from '../json'
import { png } from './png'

const MAX_SIDE = 320

export function run(): void {
  const input = new JsonReader(readInput()).read()
  if (input === null) return setOutput('the input is no JSON')
  const width = side(input.numberOf('width', 240))
  const height = side(input.numberOf('height', 160))
  const rgb = draw(width, height)
  const filter = input.textOf('filter', 'none')
  if (filter == 'sepia') sepia(rgb)
  else if (filter == 'invert') invert(rgb)
  else if (filter == 'grey') grey(rgb)
  log(Level.Info, 'drew ' + width.toString() + ' × ' + height.toString() + ' points, filter ' + filter)
  setOutput('data:image/png;base64,' + base64(png(width, height, rgb)))
}

function side(wanted: f64): i32 {
  return <i32>max<f64>(1, min<f64>(MAX_SIDE, wanted))
}

/** A part of the Mandelbrot set. */
function draw(width: i32, height: i32): Uint8Array {
  const rgb = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const steps = escape(-2.2 + (3.2 * x) / width, -1.2 + (2.4 * y) / height)
      const at = 3 * (y * width + x)
      rgb[at] = <u8>(steps == 96 ? 20 : 30 + 2 * steps)
      rgb[at + 1] = <u8>(steps == 96 ? 24 : 60 + 2 * steps)
      rgb[at + 2] = <u8>(steps == 96 ? 28 : 120 + steps)
    }
  }
  return rgb
}

function escape(re: f64, im: f64): i32 {
  let x: f64 = 0
  let y: f64 = 0
  let steps = 0
  while (steps < 96 && x * x + y * y < 4) {
    const next = x * x - y * y + re
    y = 2 * x * y + im
    x = next
    steps++
  }
  return steps
}

function invert(rgb: Uint8Array): void {
  for (let i = 0; i < rgb.length; i++) rgb[i] = 255 - rgb[i]
}

function grey(rgb: Uint8Array): void {
  for (let i = 0; i < rgb.length; i += 3) {
    const light = <u8>((2 * rgb[i] + 5 * rgb[i + 1] + rgb[i + 2]) / 8)
    rgb[i] = rgb[i + 1] = rgb[i + 2] = light
  }
}

function sepia(rgb: Uint8Array): void {
  grey(rgb)
  for (let i = 0; i < rgb.length; i += 3) {
    rgb[i] = <u8>min(255, <i32>rgb[i] + 40)
    rgb[i + 1] = <u8>min(255, <i32>rgb[i + 1] + 15)
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64(bytes: Uint8Array): string {
  const units = new Uint16Array(((bytes.length + 2) / 3) * 4)
  let at = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const three =
      ((<u32>bytes[i]) << 16) | (left > 1 ? (<u32>bytes[i + 1]) << 8 : 0) | (left > 2 ? <u32>bytes[i + 2] : 0)
    units[at++] = <u16>DIGITS.charCodeAt(three >> 18)
    units[at++] = <u16>DIGITS.charCodeAt((three >> 12) & 63)
    units[at++] = left > 1 ? <u16>DIGITS.charCodeAt((three >> 6) & 63) : 0x3d
    units[at++] = left > 2 ? <u16>DIGITS.charCodeAt(three & 63) : 0x3d
  }
  return String.UTF16.decode(units.buffer)
}
