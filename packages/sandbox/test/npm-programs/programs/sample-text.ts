const WORDS = 'fuel meter guest host memory table slice loop call budget exact module engine parse value'.split(' ')

/** Text of `bytes` bytes in which words come back, the same each time. */
export function sampleText(bytes: number): Buffer {
  let state = 1
  let text = ''
  while (text.length < bytes) {
    state = (Math.imul(state, 48_271) >>> 0) % 0x7fffffff
    text += `${WORDS[state % WORDS.length]}${state % 11 === 0 ? `, ${state}.\n` : ' '}`
  }
  return Buffer.from(text.slice(0, bytes))
}
