import type { DecodedModule } from '../rewriter/decode/decode-module.ts'
import type { Limits } from '../rewriter/decode/memory-and-table-sections.ts'
import { PAGE_BYTES } from '../rewriter/format/limits.ts'
import { hasCodeOffsets, SECTION } from '../rewriter/format/sections.ts'
import type { PlannedLimits } from '../rewriter/plan/plan.ts'

/** A section of a module. */
export interface ExplainedSection {
  /** As `type` or `code`; of a custom section, its own name, which can be any text. */
  readonly name: string
  /** Set for a custom section: whether rewriting keeps it, or drops it because it speaks of places in the code. */
  readonly custom?: 'kept' | 'dropped'
  /** Of its content. */
  readonly bytes: number
}

/** Between which sizes a memory, in pages of 64 KiB, or a table, in elements, stays. */
export interface ExplainedLimits {
  readonly imported: boolean
  /** Whether addresses have 64 bits. */
  readonly is64: boolean
  readonly minimum: number
  /** As the module says; none when it may grow as far as engines let it. */
  readonly maximum?: number
  /** After rewriting: what the policy leaves of it. */
  readonly boundedTo?: number
}

/** A memory, with its limits in bytes, too; above 2⁵³ they are rounded. */
export interface ExplainedMemory extends ExplainedLimits {
  readonly minimumBytes: number
  readonly maximumBytes?: number
}

/** The sections in the order of the file. */
export function explainSections({ sections }: DecodedModule): ExplainedSection[] {
  return sections.map(({ id, start, end, name }) =>
    name === undefined
      ? { name: NAMES.get(id) ?? `section ${id}`, bytes: end - start }
      : { name, custom: hasCodeOffsets(name) ? 'dropped' : 'kept', bytes: end - start },
  )
}

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(SECTION).map(([name, id]) => [id, name]))

/** All memories, imported ones first; `planned` are the bounds of the module's own, once they are known. */
export function explainMemories(module: DecodedModule, planned: readonly PlannedLimits[] = []): ExplainedMemory[] {
  const own = module.memories.map(({ limits }) => limits)
  return explainLimits(imported(module, 'memory'), own, planned).map((limits) => ({
    ...limits,
    minimumBytes: limits.minimum * PAGE_BYTES,
    ...(limits.maximum === undefined ? {} : { maximumBytes: limits.maximum * PAGE_BYTES }),
  }))
}

/** All tables, imported ones first; `planned` are the bounds of the module's own, once they are known. */
export function explainTables(module: DecodedModule, planned: readonly PlannedLimits[] = []): ExplainedLimits[] {
  const own = module.tables.map(({ limits }) => limits)
  return explainLimits(imported(module, 'table'), own, planned)
}

function imported({ imports }: DecodedModule, wanted: 'memory' | 'table'): readonly Limits[] {
  return imports.flatMap(({ kind, limits }) => (kind === wanted && limits !== undefined ? [limits] : []))
}

function explainLimits(
  imports: readonly Limits[],
  own: readonly Limits[],
  planned: readonly PlannedLimits[],
): ExplainedLimits[] {
  return [
    ...imports.map((limits) => ({ imported: true, ...sizes(limits) })),
    ...own.map((limits, index) => {
      const bound = planned[index]?.maximum
      const isNew = bound !== undefined && bound !== limits.maximum
      return { imported: false, ...sizes(limits), ...(isNew ? { boundedTo: bound } : {}) }
    }),
  ]
}

function sizes({ is64, minimum, maximum }: Limits): Omit<ExplainedLimits, 'imported'> {
  return { is64, minimum, ...(maximum === undefined ? {} : { maximum }) }
}
