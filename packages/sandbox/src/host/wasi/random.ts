import type { HostFunction } from '../run-state.ts'
import { ERRNO } from './errno.ts'
import { SeededStream } from './seeded-stream.ts'
import { wasiFunction } from './wasi-function.ts'

/** As many as `getRandomValues` gives at once (Web Cryptography API, section 10.1.1). */
const MAX_PIECE = 65_536

/** `random_get(buffer, length)`: random bytes, by the grant of them: real ones, else those of a seed, which is 0 unless it is named. */
export const randomGet: HostFunction = wasiFunction('random_get', {
  answersFrom: 'platform',
  bind({ memory, capabilities: { random } }) {
    const seeded = random === true ? undefined : new SeededStream(random ?? 0)
    return (pointer: number, length: number) => {
      memory.assertInside(pointer, length)
      const bytes = new Uint8Array(length >>> 0)
      if (seeded === undefined) fillRandom(bytes)
      else seeded.fill(bytes)
      memory.write(pointer, bytes)
      return ERRNO.success
    }
  },
})

function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  for (let start = 0; start < bytes.length; start += MAX_PIECE) {
    crypto.getRandomValues(bytes.subarray(start, start + MAX_PIECE))
  }
}
