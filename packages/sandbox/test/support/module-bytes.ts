/** What every module begins with: its magic number and version 1. */
export const PREAMBLE: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** A module from raw sections: `[id, ...content]` each; not validated. */
export function raw(...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const parts = sections.map(([id = 0, ...content]) => [id, ...leb(content.length), ...content])
  return Uint8Array.from([...PREAMBLE, ...parts.flat()])
}

/** An unsigned number in LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  return [...bytes, rest]
}

/** `count` times `items`, one after the other. */
export function repeat(count: number, items: readonly number[]): number[] {
  return new Array<readonly number[]>(count).fill(items).flat()
}

/** `count` times `item`, with the count before it. */
export function vector(count: number, item: readonly number[]): number[] {
  return [...leb(count), ...repeat(count, item)]
}

/** The body of a function, its locals first, with its size before it. */
export function sizedBody(body: readonly number[]): number[] {
  return [...leb(body.length), ...body]
}

/** A module of one function of the type [] → [] with this body. */
export function oneFunction(body: readonly number[]): Uint8Array<ArrayBuffer> {
  return raw([1, 1, 0x60, 0, 0], [3, 1, 0], [10, 1, ...sizedBody(body)])
}
