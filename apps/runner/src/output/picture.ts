/** A picture that is small enough to be drawn. */
export interface Picture {
  readonly dataUrl: string
  readonly width: number
  readonly height: number
}

/** A small file can be a picture of any size, and each of its points takes memory. */
const MOST_POINTS = 25_000_000

const DATA_URL = /^data:image\/(?:png|gif|jpeg);base64,([A-Za-z0-9+/]+={0,2})$/

/**
 * The picture that `text` is: a `data:` address in base64 (RFC 2397) of a PNG, GIF or JPEG file, by its bytes and not by the type that it
 * names. No SVG, which is a document. `undefined` for anything else, and for more than 25 million points.
 */
export function pictureOf(text: string): Picture | undefined {
  const base64 = DATA_URL.exec(text)?.[1]
  if (base64 === undefined) return undefined
  const bytes = decoded(base64)
  const found = bytes && (pngSize(bytes) ?? gifSize(bytes) ?? jpegSize(bytes))
  if (!found || found.width * found.height > MOST_POINTS || found.width * found.height === 0) return undefined
  const { type, width, height } = found
  return { dataUrl: `data:image/${type};base64,${base64}`, width, height }
}

function decoded(base64: string): DataView | undefined {
  try {
    const text = atob(base64)
    return new DataView(Uint8Array.from(text, (unit) => unit.charCodeAt(0)).buffer)
  } catch {
    return undefined
  }
}

interface Size {
  readonly type: 'png' | 'gif' | 'jpeg'
  readonly width: number
  readonly height: number
}

/** Its signature and IHDR (PNG, sections 5.2 and 11.2.1). */
function pngSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 24 || bytes.getUint32(0) !== 0x89504e47 || bytes.getUint32(4) !== 0x0d0a1a0a) return undefined
  return { type: 'png', width: bytes.getUint32(16), height: bytes.getUint32(20) }
}

/** Its logical screen (GIF89a, section 18). */
function gifSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 10 || bytes.getUint32(0) !== 0x47494638) return undefined
  return { type: 'gif', width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) }
}

/** Its first frame header (ITU-T T.81, B.2.2). */
function jpegSize(bytes: DataView): Size | undefined {
  if (bytes.byteLength < 4 || bytes.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 <= bytes.byteLength && bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
    const marker = bytes.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { type: 'jpeg', width: bytes.getUint16(at + 7), height: bytes.getUint16(at + 5) }
  }
  return undefined
}
