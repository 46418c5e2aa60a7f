/** A value as text can hold it. */
export interface WrittenValue {
  readonly text: string
  /** Whether the character before it, and the one behind it, hold bits of the value, too. */
  readonly sharesBefore: boolean
  readonly sharesBehind: boolean
}

/** A value of ASCII as it is, in hexadecimal, and in base64 wherever it begins among the three bytes that are written together. */
export function writtenValues(value: string): readonly WrittenValue[] {
  const hexadecimal = Array.from(value, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  const whole = { sharesBefore: false, sharesBehind: false }
  return [
    { text: value, ...whole },
    { text: hexadecimal, ...whole },
    ...[0, 1, 2].map((offset) => base64(value, offset)),
  ]
}

function base64(value: string, offset: number): WrittenValue {
  const firstBit = offset * 8
  const endBit = firstBit + value.length * 8
  const text = btoa('\0'.repeat(offset) + value).slice(Math.ceil(firstBit / 6), Math.floor(endBit / 6))
  return { text, sharesBefore: firstBit % 6 !== 0, sharesBehind: endBit % 6 !== 0 }
}
