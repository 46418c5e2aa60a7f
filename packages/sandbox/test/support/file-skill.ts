import { wat } from './wat.ts'

/** One call of a file function by a skill. */
export interface FileCall {
  readonly call: 'read_file' | 'write_file' | 'list_dir' | 'stat_path' | 'remove_path' | 'make_dir'
  readonly path: string
  /** Its arguments behind the path: a buffer and its length, or just the buffer. */
  readonly rest?: readonly number[]
  /** What it must give. */
  readonly gives?: number
}

/** Where a skill finds its data, and has room. */
export const BUFFER = 32_768

export interface FileSkill {
  /** Text that stands at {@link BUFFER} at first. */
  readonly data?: string
  /** What is given as output when all is done: so many bytes from a pointer; else nothing. */
  readonly output?: readonly [pointer: number, length: number]
  /** Whether it does all that again and again. */
  readonly endless?: boolean
}

/** A skill that calls file functions in order, and gives the number of the first that gave something else as its output. */
export function fileSkill(
  calls: readonly FileCall[],
  { data = '', output, endless = false }: FileSkill = {},
): Uint8Array<ArrayBuffer> {
  const segments: string[] = [`(data (i32.const ${BUFFER}) "${escaped(data)}")`]
  let free = 64
  const steps = calls.map(({ call, path, rest = [], gives }, index) => {
    const bytes = new TextEncoder().encode(path)
    segments.push(`(data (i32.const ${free}) "${escaped(path)}")`)
    const values = [free, bytes.length, ...rest].map((value) => `(i32.const ${value})`).join(' ')
    free += bytes.length
    const called = `(call $${call} ${values})`
    return gives === undefined
      ? `(drop ${called})`
      : `(call $expect (i32.const ${index}) ${called} (i32.const ${gives}))`
  })
  const body = endless ? `(loop $again ${steps.join(' ')} (br $again))` : steps.join(' ')
  return wat(`(module
    (import "blufio" "set_output" (func $set_output (param i32 i32)))
    (import "blufio" "read_file" (func $read_file (param i32 i32 i32 i32) (result i32)))
    (import "blufio" "write_file" (func $write_file (param i32 i32 i32 i32) (result i32)))
    (import "blufio" "list_dir" (func $list_dir (param i32 i32 i32 i32) (result i32)))
    (import "blufio" "stat_path" (func $stat_path (param i32 i32 i32) (result i32)))
    (import "blufio" "remove_path" (func $remove_path (param i32 i32) (result i32)))
    (import "blufio" "make_dir" (func $make_dir (param i32 i32) (result i32)))
    (memory (export "memory") 20)
    ${segments.join('\n')}
    (global $wrong (mut i32) (i32.const -1))
    (func $expect (param $index i32) (param $given i32) (param $expected i32)
      (if (i32.and (i32.lt_s (global.get $wrong) (i32.const 0)) (i32.ne (local.get $given) (local.get $expected)))
        (then (global.set $wrong (local.get $index)))))
    (func (export "run")
      ${body}
      (if (i32.ge_s (global.get $wrong) (i32.const 0))
        (then
          (i32.store8 (i32.const 0) (i32.add (i32.const 48) (i32.div_u (global.get $wrong) (i32.const 10))))
          (i32.store8 (i32.const 1) (i32.add (i32.const 48) (i32.rem_u (global.get $wrong) (i32.const 10))))
          (call $set_output (i32.const 0) (i32.const 2))
          (return)))
      ${output === undefined ? '' : `(call $set_output (i32.const ${output[0]}) (i32.const ${output[1]}))`}))`)
}

function escaped(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}
