import { expect, test } from 'vitest'
import { countWords, sizeWords, timeWords } from './amount-words.ts'

test.each([
  [0n, '0'],
  [999n, '999'],
  [1_000n, '1,000'],
  [18_446_744_073_709_551_615n, '18,446,744,073,709,551,615'],
])('counts %s as %s', (count, words) => expect(countWords(count)).toBe(words))

test.each([
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [12_354, '12.1 KiB'],
  [16 * 1024 * 1024, '16 MiB'],
])('calls %i bytes %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))

test.each([
  [0.123, '0.1 ms'],
  [12.6, '13 ms'],
  [1500, '1.5 s'],
])('calls %d milliseconds %s', (ms, words) => expect(timeWords(ms)).toBe(words))
