// A small assembler: enough of the binary format (https://webassembly.github.io/spec/core/binary/) for guests of a few lines,
// so that the suite needs no compiler and every byte of a guest can be read here.

const TYPE = { i32: 0x7f, i64: 0x7e }

/**
 * The bytes of a module with one page of memory, exported as `memory`, and one function for each of `functions`.
 * Imports come first in the index space of functions, as in every module.
 *
 * @param {{
 *   imports?: { module: string, name: string, params?: ('i32' | 'i64')[], results?: ('i32' | 'i64')[] }[],
 *   functions: { name: string, params?: ('i32' | 'i64')[], results?: ('i32' | 'i64')[], code: number[] }[],
 * }} module
 */
export function wasmModule({ imports = [], functions }) {
  const signatures = [...imports, ...functions]
  const types = signatures.map(({ params = [], results = [] }) => [0x60, ...valueTypes(params), ...valueTypes(results)])
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(
      2,
      imports.map(({ module, name }, type) => [...text(module), ...text(name), 0x00, ...u32(type)]),
    ),
    ...section(
      3,
      functions.map((_, index) => u32(imports.length + index)),
    ),
    ...section(5, [[0x00, ...u32(1)]]),
    ...section(7, [
      [...text('memory'), 0x02, 0x00],
      ...functions.map(({ name }, index) => [...text(name), 0x00, ...u32(imports.length + index)]),
    ]),
    // A body is its size, no groups of locals, its operators and `end`.
    ...section(
      10,
      functions.map(({ code }) => [...u32(code.length + 2), 0x00, ...code, 0x0b]),
    ),
  ])
}

/** @param {number} id @param {number[][]} items */
function section(id, items) {
  const content = [...u32(items.length), ...items.flat()]
  return items.length === 0 ? [] : [id, ...u32(content.length), ...content]
}

/** @param {('i32' | 'i64')[]} names */
function valueTypes(names) {
  return [...u32(names.length), ...names.map((name) => TYPE[name])]
}

/** @param {string} value */
function text(value) {
  const bytes = new TextEncoder().encode(value)
  return [...u32(bytes.length), ...bytes]
}

/** `value` in LEB128. @param {number} value @returns {number[]} */
function u32(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u32(value >>> 7)]
}
