/** The bindings of the guest ABI, as an AssemblyScript module. */
export const BLUFIO_TS: string = String.raw`// The functions that the host gives to a skill, and ways to call them with strings.
//
// What a skill does not call is not in its module. What skill.toml does not grant ends the run.

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
// @ts-ignore: decorator
@external("blufio", "get_env")
declare function hostGetEnv(key: usize, keyLength: i32, value: usize, valueLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "http_fetch")
declare function hostFetch(
  method: usize,
  methodLength: i32,
  url: usize,
  urlLength: i32,
  headers: usize,
  headersLength: i32,
  body: usize,
  bodyLength: i32,
): i32
// @ts-ignore: decorator
@external("blufio", "http_status")
declare function hostStatus(response: i32): i32
// @ts-ignore: decorator
@external("blufio", "http_headers")
declare function hostHeaders(response: i32, buffer: usize, bufferLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "http_read")
declare function hostRead(response: i32, buffer: usize, bufferLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "http_close")
declare function hostClose(response: i32): i32
// @ts-ignore: decorator
@external("blufio", "read_file")
declare function hostReadFile(path: usize, pathLength: i32, buffer: usize, bufferLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "write_file")
declare function hostWriteFile(path: usize, pathLength: i32, data: usize, dataLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "list_dir")
declare function hostListDir(path: usize, pathLength: i32, buffer: usize, bufferLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "stat_path")
declare function hostStatPath(path: usize, pathLength: i32, stat: usize): i32
// @ts-ignore: decorator
@external("blufio", "remove_path")
declare function hostRemovePath(path: usize, pathLength: i32): i32
// @ts-ignore: decorator
@external("blufio", "make_dir")
declare function hostMakeDir(path: usize, pathLength: i32): i32

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

/** An environment variable that skill.toml names under env; null where it is not set, or not granted. */
export function getEnv(name: string): string | null {
  const key = encode(name)
  let room = 1024
  while (true) {
    const value = new ArrayBuffer(room)
    const length = hostGetEnv(changetype<usize>(key), key.byteLength, changetype<usize>(value), room)
    if (length >= 0) return String.UTF8.decode(value.slice(0, length))
    if (length != -2) return null
    room *= 2
  }
}

/**
 * What a server answered, or why nothing came: see its failure first.
 * The codes of failures: https://github.com/blufio/blufio-ts/blob/main/docs/abi.md
 */
export class Response {
  constructor(private readonly handle: i32) {}

  /** 0, or a negative code: -20 no such host, -21 no connection, and so on. */
  get failure(): i32 {
    return this.handle < 0 ? this.handle : 0
  }

  /** Such as 200. A status that tells of an error is a response as well. */
  get status(): i32 {
    return hostStatus(this.handle)
  }

  /** Lines "name: value", the names in lower case. */
  get headers(): string {
    const length = hostHeaders(this.handle, 0, 0)
    if (length < 0) return ''
    const bytes = new ArrayBuffer(length)
    hostHeaders(this.handle, changetype<usize>(bytes), length)
    return String.UTF8.decode(bytes)
  }

  /** Copies the next piece of the body into the buffer; gives how many bytes it has, 0 at the end. */
  read(buffer: ArrayBuffer): i32 {
    return hostRead(this.handle, changetype<usize>(buffer), buffer.byteLength)
  }

  /** What is left of the body, as text. */
  text(): string {
    let body = new Uint8Array(16_384)
    let length = 0
    while (true) {
      const read = hostRead(this.handle, body.dataStart + length, body.length - length)
      if (read <= 0) return String.UTF8.decodeUnsafe(body.dataStart, length)
      length += read
      if (length < body.length) continue
      const larger = new Uint8Array(body.length * 2)
      larger.set(body)
      body = larger
    }
  }

  /** Lets go of it: 16 can be open at once. */
  close(): void {
    hostClose(this.handle)
  }
}

/**
 * Sends a request, such as fetch('GET', 'https://api.example.com/', 'accept: text/plain\n'), and waits for the whole
 * response. The network of skill.toml has to grant the host.
 */
export function fetch(method: string, url: string, headers: string = '', body: string = ''): Response {
  const parts = [encode(method), encode(url), encode(headers), encode(body)]
  return new Response(
    hostFetch(
      changetype<usize>(parts[0]),
      parts[0].byteLength,
      changetype<usize>(parts[1]),
      parts[1].byteLength,
      changetype<usize>(parts[2]),
      parts[2].byteLength,
      changetype<usize>(parts[3]),
      parts[3].byteLength,
    ),
  )
}

/**
 * Why the last call of a function of files gave null or did not work: 0, or a negative code such as -2 for not found.
 * Paths begin with / or ~/, others are in the skill's own data folder; skill.toml has to grant them.
 */
export let fileFailure: i32 = 0

/** The content of a file, or null. */
export function readFile(path: string): ArrayBuffer | null {
  const name = encode(path)
  let room = 16_384
  while (true) {
    const bytes = new ArrayBuffer(room)
    const length = hostReadFile(changetype<usize>(name), name.byteLength, changetype<usize>(bytes), room)
    if (!works(length)) return null
    if (length <= room) return bytes.slice(0, length)
    room = length
  }
}

/** Makes a file, or replaces its content, all of it or nothing. */
export function writeFile(path: string, data: ArrayBuffer): bool {
  const name = encode(path)
  return works(
    hostWriteFile(changetype<usize>(name), name.byteLength, changetype<usize>(data), data.byteLength),
  )
}

/** The names of what is in a folder, those of folders with / at the end; or null. */
export function listDir(path: string): string[] | null {
  const name = encode(path)
  let room = 16_384
  while (true) {
    const bytes = new ArrayBuffer(room)
    const length = hostListDir(changetype<usize>(name), name.byteLength, changetype<usize>(bytes), room)
    if (!works(length)) return null
    if (length <= room) return length == 0 ? [] : String.UTF8.decode(bytes.slice(0, length - 1)).split('\0')
    room = length
  }
}

/** What is known of a file or folder. */
export class Stat {
  constructor(
    readonly isFolder: bool,
    /** In bytes; 0 for a folder. */
    readonly size: u64,
    /** When its content changed last, in milliseconds since 1970. */
    readonly modifiedMs: u64,
  ) {}
}

/** What is known of the file or folder at a path, or null. */
export function stat(path: string): Stat | null {
  const name = encode(path)
  const bytes = new ArrayBuffer(24)
  const at = changetype<usize>(bytes)
  if (!works(hostStatPath(changetype<usize>(name), name.byteLength, at))) return null
  return new Stat(load<u32>(at) == 1, load<u64>(at, 8), load<u64>(at, 16))
}

/** Removes a file or an empty folder. */
export function remove(path: string): bool {
  const name = encode(path)
  return works(hostRemovePath(changetype<usize>(name), name.byteLength))
}

/** Makes a folder. */
export function makeDir(path: string): bool {
  const name = encode(path)
  return works(hostMakeDir(changetype<usize>(name), name.byteLength))
}

function works(code: i32): bool {
  fileFailure = code < 0 ? code : 0
  return code >= 0
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
