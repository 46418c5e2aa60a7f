// Prints what parsing costs per size and shape; a ratio near the sizes' own (64) is linear. Run by `pnpm bench`.
import { parseManifest } from '../src/parse-manifest.ts'
import { HOSTILE_SHAPES } from '../test/hostile-shapes.ts'

const SMALL = 16_384
const LARGE = 1_048_576 - 256

const rows = HOSTILE_SHAPES.map(({ name, make }) => {
  const small = leastMs(make(SMALL), 9)
  const large = leastMs(make(LARGE), 3)
  return {
    shape: name,
    '16 KiB (ms)': small.toFixed(2),
    '1 MiB (ms)': large.toFixed(1),
    'ratio (64 is linear)': (large / small).toFixed(0),
  }
})
console.table(rows)

/** The least of `runs` times, in milliseconds, that judging `toml` takes. */
function leastMs(toml: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    try {
      parseManifest(toml)
    } catch {
      // Refused; the time counts all the same.
    }
    least = Math.min(least, performance.now() - start)
  }
  return least
}
