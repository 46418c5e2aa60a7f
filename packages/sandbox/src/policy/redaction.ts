import { PatternSearch } from './pattern-search.ts'
import { type DecodedText, decodeText, TEXT_ENCODINGS } from './text-encodings.ts'
import { type WrittenValue, writtenValues } from './written-values.ts'

type Bytes = Uint8Array<ArrayBuffer>

const STAR = 42
const TO_UTF8 = new TextEncoder()
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const BASE64 = /[A-Za-z0-9+/_-]/
/**
 * What a byte counts as. Both cases of a letter count alike, since names of headers lose theirs; so do `-`, `+` and the space,
 * `_` and `/`: base64 has two alphabets, and a form writes one for another.
 */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte).replace(/[A-Z]/, (letter) => letter.toLowerCase())
  return character.replace(/[- ]/, '+').replace('_', '/').charCodeAt(0)
})

/**
 * Removes values, of ASCII, from what a guest is given: each byte that tells something of one becomes a `*`.
 *
 * Found are a value as it is, in hexadecimal and in base64, each of them also as UTF-16, UTF-32, URLs, JSON and HTML write it;
 * not what was compressed, encrypted, cut to pieces, or written in two of these ways at once. Takes time linear in what it is
 * given.
 */
export class Redaction {
  private readonly values: readonly WrittenValue[]
  private readonly patterns: PatternSearch

  constructor(values: readonly string[]) {
    this.values = values.flatMap(writtenValues)
    this.patterns = new PatternSearch(
      this.values.map(({ text }) => TO_UTF8.encode(text)),
      FOLDED,
    )
  }

  /** As many bytes, without any value; the same object where there is none. */
  bytes(bytes: Bytes): Bytes {
    const redacted = { bytes }
    this.star(redacted, { bytes })
    for (const encoding of TEXT_ENCODINGS) {
      if (bytes.includes(encoding.mark)) this.star(redacted, decodeText(bytes, encoding))
    }
    return redacted.bytes
  }

  /** The same for text, of which its UTF-8 counts. */
  text(text: string): string {
    const bytes = TO_UTF8.encode(text)
    const redacted = this.bytes(bytes)
    return redacted === bytes ? text : UTF8.decode(redacted)
  }

  private star(redacted: { bytes: Bytes }, { bytes, starts }: DecodedText): void {
    const lengths = this.lengthsIn(bytes)
    if (lengths === undefined) return
    // A copy: the caller's bytes stay as they are.
    const stars = redacted.bytes.slice()
    let left = 0
    // From behind, so that places which lie in each other take no longer.
    for (let place = bytes.length - 1; place >= 0; place--) {
      left = Math.max(left - 1, lengths[place] ?? 0)
      if (left > 0) stars.fill(STAR, starts?.[place] ?? place, starts?.[place + 1] ?? place + 1)
    }
    redacted.bytes = stars
  }

  /** At the last byte of each value how many bytes say something of it; `undefined` where there is none. */
  private lengthsIn(bytes: Uint8Array): Uint32Array | undefined {
    let lengths: Uint32Array | undefined
    this.patterns.search(bytes, (end, pattern) => {
      const { text, sharesBefore, sharesBehind } = this.values[pattern] as WrittenValue
      const before = Number(sharesBefore && isBase64(bytes[end - text.length - 1]))
      const behind = Number(sharesBehind && isBase64(bytes[end]))
      lengths ??= new Uint32Array(bytes.length)
      const last = end - 1 + behind
      lengths[last] = Math.max(lengths[last] ?? 0, before + text.length + behind)
    })
    return lengths
  }
}

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined && BASE64.test(String.fromCharCode(byte))
}
