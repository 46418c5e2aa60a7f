/**
 * The length of the shortest beginning of `bytes` for which `holds`, one more than all of them when there is none.
 *
 * What holds for a beginning must hold for each longer one: it is found by halving.
 */
export function shortestPrefix(bytes: Uint8Array, holds: (prefix: Uint8Array) => boolean): number {
  let least = 0
  let most = bytes.length + 1
  while (least < most) {
    const middle = (least + most) >>> 1
    if (middle > bytes.length || holds(bytes.subarray(0, middle))) most = middle
    else least = middle + 1
  }
  return least
}
