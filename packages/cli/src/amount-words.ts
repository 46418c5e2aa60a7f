/** `1234567n` as `1,234,567`. */
export function countWords(count: bigint | number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A number of bytes as a reader likes it: `12.1 KiB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const [divisor, unit] = bytes < 1024 * 1024 ? [1024, 'KiB'] : [1024 * 1024, 'MiB']
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`
}

/** A number of milliseconds as a reader likes it: `12 ms`, `1.5 s`. */
export function timeWords(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(2))} s`
}

/** How much larger `after` is than `before`: `+12.5 %`. */
export function growthWords(before: number, after: number): string {
  const percent = before === 0 ? 0 : Number(((after / before - 1) * 100).toFixed(1))
  return `${percent < 0 ? '' : '+'}${percent} %`
}
