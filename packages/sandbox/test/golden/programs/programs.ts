// Four programs whose fuel is compared with wasmtime's: calls, byte stores, floating point, and moving data about.

export function fib(n: i32): i32 {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

/** How many primes there are up to `limit`. */
export function sieve(limit: i32): i32 {
  const composite = new StaticArray<bool>(limit + 1)
  let primes = 0
  for (let candidate = 2; candidate <= limit; candidate++) {
    if (composite[candidate]) continue
    primes++
    for (let multiple = candidate * 2; multiple <= limit; multiple += candidate) composite[multiple] = true
  }
  return primes
}

/** The sum of all elements of the product of two n × n matrices, rounded down. */
export function matmul(n: i32): i32 {
  const left = new StaticArray<f64>(n * n)
  const right = new StaticArray<f64>(n * n)
  for (let index = 0; index < n * n; index++) {
    left[index] = <f64>(index % 11) - 5
    right[index] = <f64>(index % 7) / 2
  }
  let total: f64 = 0
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      let cell: f64 = 0
      for (let inner = 0; inner < n; inner++) cell += left[row * n + inner] * right[inner * n + column]
      total += cell
    }
  }
  return <i32>Math.floor(total)
}

/** Sorts `length` numbers by merging and returns a checksum of their order. */
export function sort(length: i32): i32 {
  let numbers = new StaticArray<i32>(length)
  let merged = new StaticArray<i32>(length)
  let state: u32 = 2463534242
  for (let index = 0; index < length; index++) {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    numbers[index] = <i32>state
  }
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = min(start + width, length)
      const end = min(start + 2 * width, length)
      let left = start
      let right = middle
      for (let index = start; index < end; index++) {
        const takeLeft = left < middle && (right >= end || numbers[left] <= numbers[right])
        merged[index] = takeLeft ? numbers[left++] : numbers[right++]
      }
    }
    const swap = numbers
    numbers = merged
    merged = swap
  }
  let checksum = 0
  for (let index = 0; index < length; index++) checksum = checksum * 31 + numbers[index]
  return checksum
}
