/** Section ids (core specification 5.5.2). */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const

/** The order in which sections other than custom ones must stand (core specification 5.5.16). */
export const SECTION_ORDER: readonly number[] = [
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.tag,
  SECTION.global,
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
  SECTION.data,
]

/** What an import or export refers to (core specification 5.5.5). */
export const EXTERNAL = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const

/** The first four bytes of a module, `\0asm`, and the version that follows them (core specification 5.5.16). */
export const PREAMBLE: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/**
 * Custom sections whose content speaks of offsets inside the code section, which rewriting moves: they are left out.
 *
 * `name` stays, because no index changes.
 */
export function hasCodeOffsets(customSection: string): boolean {
  return (
    customSection.startsWith('.debug_') ||
    customSection.startsWith('reloc.') ||
    customSection.startsWith('metadata.code.') ||
    customSection === 'linking' ||
    customSection === 'sourceMappingURL' ||
    customSection === 'external_debug_info'
  )
}
