/** The bindings of the guest ABI, as an AssemblyScript module. */
export const BLUFIO_TS: string = String.raw`// The functions that the host gives to a skill, and ways to call them with strings.

// @ts-ignore: decorator
@external("blufio", "log")
declare function hostLog(level: i32, pointer: usize, length: i32): void
// @ts-ignore: decorator
@external("blufio", "get_input_len")
declare function hostGetInputLength(): i32
// @ts-ignore: decorator
@external("blufio", "get_input")
declare function hostGetInput(pointer: usize): void
// @ts-ignore: decorator
@external("blufio", "set_output")
declare function hostSetOutput(pointer: usize, length: i32): void

/** How grave a log line is. */
export enum Level {
  Trace = 0,
  Debug = 1,
  Info = 2,
  Warn = 3,
  Error = 4,
}

/** Writes a line to the log of this run. */
export function log(level: Level, message: string): void {
  const bytes = encode(message)
  hostLog(level, changetype<usize>(bytes), bytes.byteLength)
}

/** The input of this run: JSON. */
export function readInput(): string {
  const bytes = new ArrayBuffer(hostGetInputLength())
  hostGetInput(changetype<usize>(bytes))
  return String.UTF8.decode(bytes)
}

/** Sets the answer of this run; the last call counts. */
export function setOutput(answer: string): void {
  const bytes = encode(answer)
  hostSetOutput(changetype<usize>(bytes), bytes.byteLength)
}

/** Where a failed check of AssemblyScript ends: its message is logged, then the run stops. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  const what = message === null ? 'abort' : message
  const where = file === null ? '' : ' in ' + file + ':' + line.toString() + ':' + column.toString()
  log(Level.Error, what + where)
  unreachable()
}

// Half a character, which UTF-8 can't hold, becomes U+FFFD.
function encode(text: string): ArrayBuffer {
  return String.UTF8.encode(text, false, String.UTF8.ErrorMode.REPLACE)
}
`
