/** Bytes of a page of linear memory (core specification 4.2.8). */
export const PAGE_BYTES = 65_536

/** The most pages that a 32-bit memory can have. */
export const MAX_PAGES = 65_536

/** The most elements that a 32-bit table can have. */
export const MAX_TABLE_ELEMENTS = 0xffff_ffff

/** The largest module that is looked at, in bytes, unless a policy says otherwise: 32 MiB. */
export const DEFAULT_MAX_MODULE_BYTES = 33_554_432
