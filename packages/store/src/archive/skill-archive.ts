import { StoreError } from '../store-error.ts'
import { archiveNames } from './archive-names.ts'
import { crc32 } from './crc32.ts'

const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const LOCAL_SIGNATURE = 0x04034b50

/**
 * The one `.skill` archive of `files`, by their names: `skill.toml`, the module at the path that the manifest gives it, and if
 * there are any `SKILL.md`, `input.schema.json`, `output.schema.json`, and `skill.sig` or the module's name with `.sig`.
 * Throws `ERR_STORE_ARCHIVE` for other files, and for more bytes than a zip file holds.
 *
 * It is a zip file (PKWARE APPNOTE 6.3.10) that any program opens, and every byte of it follows from `files`: the local headers with
 * their files, the central directory, and its end record. The files stand in the order above, stored as they are; names are
 * UTF-8 and flagged so (bit 11); the time is 1980-01-01T00:00, the version 2.0; every other field that is not a size, an
 * offset, a count or a CRC-32 is zero, and there are no extra fields and no comments.
 */
export function packSkill(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = archiveNames(files.keys())
  if (typeof names === 'string') throw archiveError(names, 'pack the files of one skill, and nothing else')
  const entries = names.map((name) => {
    const bytes = files.get(name) ?? new Uint8Array()
    return { name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }
  })
  const size = entries.reduce(
    (sum, { name, bytes }) => sum + LOCAL_BYTES + CENTRAL_BYTES + 2 * name.length + bytes.length,
    END_BYTES,
  )
  if (size > 0x7fff_ffff) throw archiveError(`it would have ${size} bytes`, 'make the module smaller')
  const archive = new Uint8Array(size)
  const write = writerOf(archive)
  const central: (() => void)[] = []
  for (const { name, bytes, crc } of entries) {
    const offset = write.offset()
    const shared = [
      [2, 20],
      [2, 0x0800],
      [2, 0],
      [2, 0],
      [2, 0x0021],
      [4, crc],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
    ] as const
    write.numbers([4, LOCAL_SIGNATURE], ...shared, [2, 0])
    write.bytes(name)
    write.bytes(bytes)
    central.push(() => {
      write.numbers([4, 0x02014b50], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
      write.bytes(name)
    })
  }
  const start = write.offset()
  for (const each of central) each()
  const length = write.offset() - start
  write.numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, length],
    [4, start],
    [2, 0],
  )
  return archive
}

/**
 * The files of a `.skill` archive by their names, each a view into `archive`. Takes exactly what {@link packSkill} writes, to the
 * byte: a file is in it once, where it is named, and nothing else is. Throws `ERR_STORE_ARCHIVE`.
 */
export function unpackSkill(archive: Uint8Array): Map<string, Uint8Array> {
  const files = readEntries(archive)
  const names = archiveNames(files.keys())
  if (typeof names === 'string') throw archiveError(names)
  if (!isSame(packSkill(files), archive)) {
    throw archiveError('it is not, byte for byte, what its files are packed to')
  }
  return files
}

/** What the local headers say, as far as they can be followed: what stands there otherwise is found by packing again. */
function readEntries(archive: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const files = new Map<string, Uint8Array>()
  let offset = 0
  while (offset + LOCAL_BYTES <= archive.length && view.getUint32(offset, true) === LOCAL_SIGNATURE) {
    const nameAt = offset + LOCAL_BYTES
    const bytesAt = nameAt + view.getUint16(offset + 26, true)
    const end = bytesAt + view.getUint32(offset + 22, true)
    if (end > archive.length) throw archiveError('it ends early', 'get it anew, whole')
    const name = decoder.decode(archive.subarray(nameAt, bytesAt))
    if (files.has(name)) throw archiveError(`it holds ${JSON.stringify(name.slice(0, 80))} twice`)
    files.set(name, archive.subarray(bytesAt, end))
    offset = end
  }
  if (files.size === 0) throw archiveError('it does not begin as one')
  return files
}

function writerOf(target: Uint8Array): {
  readonly offset: () => number
  readonly bytes: (bytes: Uint8Array) => void
  /** Each as little endian in so many bytes. */
  readonly numbers: (...fields: readonly (readonly [width: 2 | 4, value: number])[]) => void
} {
  const view = new DataView(target.buffer)
  let at = 0
  return {
    offset: () => at,
    bytes(bytes) {
      target.set(bytes, at)
      at += bytes.length
    },
    numbers(...fields) {
      for (const [width, value] of fields) {
        if (width === 2) view.setUint16(at, value, true)
        else view.setUint32(at, value, true)
        at += width
      }
    },
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function archiveError(
  why: string,
  hint = 'get it as `blufio skill pack` made it; nothing else may pack or change it',
): StoreError {
  return new StoreError('ERR_STORE_ARCHIVE', `that is no .skill archive: ${why}`, { hint })
}
