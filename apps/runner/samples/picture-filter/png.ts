// A PNG file (Portable Network Graphics, third edition) of 8-bit RGB, its data stored without compression (RFC 1950, RFC 1951).

const BLOCK = 65_535

export function png(width: i32, height: i32, rgb: Uint8Array): Uint8Array {
  const rows = new Uint8Array(height * (1 + 3 * width))
  for (let y = 0; y < height; y++) {
    rows.set(rgb.subarray(y * 3 * width, (y + 1) * 3 * width), y * (1 + 3 * width) + 1)
  }
  const head = new Uint8Array(13)
  put32(head, 0, width)
  put32(head, 4, height)
  head[8] = 8
  head[9] = 2
  const file = new ByteList(rows.length + 1024)
  file.add([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  chunk(file, 'IHDR', head)
  chunk(file, 'IDAT', zlib(rows))
  chunk(file, 'IEND', new Uint8Array(0))
  return file.bytes.slice(0, file.length)
}

function zlib(data: Uint8Array): Uint8Array {
  const blocks = (data.length + BLOCK - 1) / BLOCK
  const out = new ByteList(2 + data.length + 5 * blocks + 4)
  out.add([0x78, 0x01])
  for (let at = 0; at < data.length; at += BLOCK) {
    const length = min(BLOCK, data.length - at)
    const last: u8 = at + length == data.length ? 1 : 0
    out.add([last, <u8>length, <u8>(length >> 8), <u8>~length, <u8>(~length >> 8)])
    out.addBytes(data.subarray(at, at + length))
  }
  let a: u32 = 1
  let b: u32 = 0
  for (let i = 0; i < data.length; i++) {
    a = (a + data[i]) % 65_521
    b = (b + a) % 65_521
  }
  out.add([<u8>(b >> 8), <u8>b, <u8>(a >> 8), <u8>a])
  return out.bytes.slice(0, out.length)
}

function chunk(file: ByteList, type: string, data: Uint8Array): void {
  const named = new Uint8Array(4 + data.length)
  for (let i = 0; i < 4; i++) named[i] = <u8>type.charCodeAt(i)
  named.set(data, 4)
  const length = new Uint8Array(4)
  put32(length, 0, data.length)
  const sum = new Uint8Array(4)
  put32(sum, 0, crc(named))
  file.addBytes(length)
  file.addBytes(named)
  file.addBytes(sum)
}

function crc(bytes: Uint8Array): u32 {
  let rest: u32 = 0xffff_ffff
  for (let i = 0; i < bytes.length; i++) {
    rest ^= bytes[i]
    for (let bit = 0; bit < 8; bit++) rest = (rest & 1) == 1 ? (rest >>> 1) ^ 0xedb8_8320 : rest >>> 1
  }
  return ~rest
}

function put32(bytes: Uint8Array, at: i32, value: u32): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = <u8>(value >> (24 - 8 * i))
}

class ByteList {
  bytes: Uint8Array
  length: i32 = 0

  constructor(room: i32) {
    this.bytes = new Uint8Array(room)
  }

  add(bytes: u8[]): void {
    for (let i = 0; i < bytes.length; i++) this.bytes[this.length++] = bytes[i]
  }

  addBytes(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }
}
