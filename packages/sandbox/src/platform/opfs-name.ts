const TO_UTF8 = new TextEncoder()
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * A name as browsers keep it: of `a` to `z`, digits and `-`, every other byte of it as `_` and two hexadecimal digits. No browser
 * refuses such a name, or takes two for one where its disk knows no case of letters.
 */
export function opfsName(name: string): string {
  return Array.from(TO_UTF8.encode(name), (byte) => {
    const character = String.fromCharCode(byte)
    return /[a-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }).join('')
}

/** The name that was kept so. */
export function nameOfOpfs(kept: string): string {
  const bytes = kept.match(/_[0-9a-f]{2}|[^_]/g) ?? []
  return UTF8.decode(
    Uint8Array.from(bytes, (byte) => (byte.length === 1 ? byte.charCodeAt(0) : Number.parseInt(byte.slice(1), 16))),
  )
}
