import { wat } from './wat.ts'

/** A call that prints a text to standard output, 1, or error, 2. */
export type Print = (descriptor: 1 | 2, text: string) => string

/** What else a skill of WASI has. */
export interface WasiSkillParts {
  /** `run` unless told. */
  readonly entry?: 'run' | '_start'
  readonly setsOutput?: boolean
  readonly rest?: string
}

/** Behind the vector and the number of a call. */
const FIRST_TEXT = 64

/** A skill in the text format that prints by WASI. */
export function wasiSkill(
  body: (print: Print) => string,
  { entry = 'run', setsOutput = false, rest = '' }: WasiSkillParts = {},
): Uint8Array<ArrayBuffer> {
  const segments: string[] = []
  let free = FIRST_TEXT
  const code = body((descriptor, text) => {
    const bytes = [...new TextEncoder().encode(text)]
    const escaped = bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
    segments.push(`(data (i32.const ${free}) "${escaped}")`)
    free += bytes.length
    return `(call $print (i32.const ${descriptor}) (i32.const ${free - bytes.length}) (i32.const ${bytes.length}))`
  })
  return wat(`(module
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    ${setsOutput ? '(import "blufio" "set_output" (func (param i32 i32)))' : ''}
    (memory (export "memory") 1)
    ${segments.join(' ')}
    ${rest}
    (func $print (param $fd i32) (param $pointer i32) (param $length i32)
      (i32.store (i32.const 0) (local.get $pointer))
      (i32.store (i32.const 4) (local.get $length))
      (if (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
      (if (i32.ne (i32.load (i32.const 8)) (local.get $length)) (then unreachable)))
    (func (export "${entry}") ${code}))`)
}
