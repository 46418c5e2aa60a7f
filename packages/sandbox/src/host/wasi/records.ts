import type { FileStat } from '../host-request.ts'

/** What a descriptor or name stands for, by its number in WASI; anything but files and folders is `unknown`. */
export const FILE_TYPES = { unknown: 0, directory: 3, file: 4 } as const

/** The type of something, by name. */
export type FileType = keyof typeof FILE_TYPES

/** How long the fixed part of a {@link direntBytes} is. */
const DIRENT_SIZE = 24
/** How long a {@link fdstatBytes} is. */
export const FDSTAT_SIZE = 24
/** How long a {@link filestatBytes} is. */
export const FILESTAT_SIZE = 64
/** How long a {@link prestatBytes} is. */
export const PRESTAT_SIZE = 8

const NANOSECONDS_PER_MS = 1_000_000n

/** `fdstat`: type u8 at 0, flags u16 at 2, rights u64 at 8, rights of what is opened by it u64 at 16. */
export function fdstatBytes(fields: { type: FileType; flags: number; rights: bigint }): Uint8Array {
  const { bytes, view } = record(FDSTAT_SIZE)
  view.setUint8(0, FILE_TYPES[fields.type])
  view.setUint16(2, fields.flags, true)
  view.setBigUint64(8, fields.rights, true)
  view.setBigUint64(16, fields.rights, true)
  return bytes
}

/**
 * `filestat`: device u64 at 0, inode u64 at 8, type u8 at 16, links u64 at 24, size u64 at 32, and when it was read, changed,
 * and its status changed, in nanoseconds since 1970, u64 at 40, 48 and 56.
 */
export function filestatBytes(
  inode: bigint,
  { type, size, modifiedMs }: Omit<FileStat, 'type'> & { type: FileType },
): Uint8Array {
  const { bytes, view } = record(FILESTAT_SIZE)
  view.setBigUint64(8, inode, true)
  view.setUint8(16, FILE_TYPES[type])
  view.setBigUint64(24, 1n, true)
  view.setBigUint64(32, BigInt(size), true)
  const modified = BigInt(Math.max(0, Math.floor(modifiedMs))) * NANOSECONDS_PER_MS
  for (const offset of [40, 48, 56]) view.setBigUint64(offset, modified, true)
  return bytes
}

/** `prestat`: kind u8 at 0, of which there is one, a folder, and the length of its name u32 at 4. */
export function prestatBytes(nameLength: number): Uint8Array {
  const { bytes, view } = record(PRESTAT_SIZE)
  view.setUint32(4, nameLength, true)
  return bytes
}

/** `dirent` and the name behind it: cookie of the next u64 at 0, inode u64 at 8, length of the name u32 at 16, type u8 at 20. */
export function direntBytes(fields: { next: number; inode: bigint; name: Uint8Array; type: FileType }): Uint8Array {
  const { bytes, view } = record(DIRENT_SIZE + fields.name.length)
  view.setBigUint64(0, BigInt(fields.next), true)
  view.setBigUint64(8, fields.inode, true)
  view.setUint32(16, fields.name.length, true)
  view.setUint8(20, FILE_TYPES[fields.type])
  bytes.set(fields.name, DIRENT_SIZE)
  return bytes
}

/**
 * A number for a path, as good as always another for another path: with 0, libraries would ask for each name's number again.
 * FNV-1a of 32 bits (Fowler, Noll, Vo), twice, with two beginnings.
 */
export function inodeOf(path: string): bigint {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let index = 0; index < path.length; index++) {
    const unit = path.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x01000193)
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0) | 1n
}

function record(size: number): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = new Uint8Array(size)
  return { bytes, view: new DataView(bytes.buffer) }
}
