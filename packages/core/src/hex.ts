/** `bytes` as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes that `text` gives in lower-case hexadecimal digits; `undefined` when it is not `byteLength` of them. */
export function fromHex(text: string, byteLength: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length !== 2 * byteLength || !/^[0-9a-f]*$/.test(text)) return undefined
  return Uint8Array.from({ length: byteLength }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
}
