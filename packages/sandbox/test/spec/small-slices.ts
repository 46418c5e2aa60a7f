/** Gives an instance a fuel counter of which its host sees all, and which holds no more than `units` for the guest. */
export function withSmallSlices(exports: WebAssembly.Exports, fuel: string, units: bigint): WebAssembly.Exports {
  const counter = exports[fuel] as WebAssembly.Global<'i64'>
  let withheld = 0n
  const shown = {
    get value(): bigint {
      return counter.value + withheld
    },
    set value(given: bigint) {
      counter.value = given < units ? given : units
      withheld = given - counter.value
    },
  }
  return Object.assign(Object.create(null), exports, { [fuel]: shown })
}
