const WARM_UP_WORDS = 12
const WORD_SIZE = 4
const TWO_TO_32 = 4_294_967_296

/**
 * The bytes of a seed: always the same ones. They are the words of sfc32 (Chris Doty-Humphrey, PractRand), of which the
 * first 12 are left out, the least byte of each first. It begins with a = the low 32 bits of the seed, b = its high ones,
 * c = 0 and a counter of 1. Nothing that is meant to be secret can come of it.
 */
export class SeededStream {
  private a: number
  private b: number
  private c = 0
  private counter = 1

  /** `seed` is a whole number from 0 to 2⁵³ − 1. */
  constructor(seed: number) {
    this.a = seed >>> 0
    this.b = Math.floor(seed / TWO_TO_32) >>> 0
    for (let word = 0; word < WARM_UP_WORDS; word++) this.next()
  }

  /** Fills `bytes` with what comes next; what is left of a word at its end is left out. */
  fill(bytes: Uint8Array): void {
    let word = 0
    for (let index = 0; index < bytes.length; index++) {
      word = index % WORD_SIZE === 0 ? this.next() : word >>> 8
      bytes[index] = word
    }
  }

  private next(): number {
    const word = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + word) | 0
    return word
  }
}
