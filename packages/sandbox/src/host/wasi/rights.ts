/** Of `rights`: to read from a descriptor, and to write to it. */
export const RIGHT_TO_READ: bigint = 1n << 1n
export const RIGHT_TO_WRITE: bigint = 1n << 6n
/** All 30 there are. */
export const ALL_RIGHTS: bigint = (1n << 30n) - 1n

/** Of `fdflags`: what is written goes to the end. */
export const APPEND = 1
