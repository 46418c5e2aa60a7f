import type { CodeBody } from '../decode/code-section.ts'
import type { DecodedModule, SectionSlice } from '../decode/decode-module.ts'
import { ByteReader } from '../format/byte-reader.ts'
import { functionFuelExport } from '../format/function-fuel-export.ts'
import { ENGINE_LIMITS } from '../format/limits.ts'
import { OP } from '../format/opcodes.ts'
import { EXTERNAL, hasCodeOffsets, PREAMBLE, SECTION, SECTION_ORDER } from '../format/sections.ts'
import { TYPE } from '../format/value-types.ts'
import type { AddedLocals, FunctionPlan, MovedBody, PlannedLimits, RewritePlan } from '../plan/plan.ts'
import { RewriteError } from '../rewrite-error.ts'
import { appendedCode } from './appended-functions.ts'
import { ByteWriter } from './byte-writer.ts'
import { CodeWriter } from './code-writer.ts'
import { type SnippetPlan, Snippets } from './snippets.ts'

/** Adds items after those that a section already has: how many, and how to write them. */
interface Addition {
  readonly count: number
  write(to: ByteWriter): void
}

/**
 * Writes the module as planned: sections that nothing changes are copied as they are.
 *
 * @throws RewriteError `ERR_WASM_TOO_LARGE` when it comes to half as much again and to more than `maxBytes`, or a function to
 * more than engines take.
 */
export function encode(module: DecodedModule, plan: RewritePlan, maxBytes: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(Math.ceil(module.bytes.length * 1.5) + 1024, maxBytes)
  writer.bytes(PREAMBLE)
  let written = -1
  const writeUpTo = (rank: number): void => {
    for (written++; written <= rank; written++) writeSection(writer, module, plan, SECTION_ORDER[written] ?? -1)
    written = rank
  }
  for (const section of module.sections) {
    if (section.id !== SECTION.custom) writeUpTo(SECTION_ORDER.indexOf(section.id))
    else if (!hasCodeOffsets(section.name ?? '')) copySection(writer, module, section)
  }
  writeUpTo(SECTION_ORDER.length - 1)
  return writer.finish()
}

function copySection(writer: ByteWriter, module: DecodedModule, { id, start, end }: SectionSlice): void {
  writer.byte(id)
  writer.u32(end - start)
  writer.copy(module.bytes, start, end)
}

function writeSection(writer: ByteWriter, module: DecodedModule, plan: RewritePlan, id: number): void {
  const section = module.sections.find((candidate) => candidate.id === id)
  if (id === SECTION.start) return
  if (id === SECTION.memory) return writeMemories(writer, plan.memories)
  if (id === SECTION.table) return writeTables(writer, module, plan)
  if (id === SECTION.code) return writeCode(writer, module, plan)
  const addition = additionTo(id, module, plan)
  if (addition !== undefined) return extendSection(writer, module, { id, section, addition })
  if (section !== undefined) copySection(writer, module, section)
}

function additionTo(id: number, { bytes }: DecodedModule, plan: RewritePlan): Addition | undefined {
  const { functions } = plan
  switch (id) {
    case SECTION.type: {
      const { types } = appendedCode(bytes, plan)
      return { count: types.length, write: (to) => types.forEach((type) => void to.bytes(type)) }
    }
    case SECTION.function: {
      const types = appendedCode(bytes, plan).functions.map(({ type }) => type)
      for (const { moved } of functions) if (moved !== undefined) types.push(moved.type)
      return { count: types.length, write: (to) => types.forEach((type) => void to.u32(type)) }
    }
    case SECTION.global:
      return globalAddition(plan)
    case SECTION.export:
      return exportAddition(plan)
    default:
      return undefined
  }
}

/** The counter, whether something was refused, what growth asked for, what is left of the heap budget, and the fuel of functions. */
function globalAddition({ heapBytes, profile }: RewritePlan): Addition {
  const own = profile?.paidByCallers ?? []
  return {
    count: 4 + own.length,
    write: (to) => {
      to.bytes([TYPE.i64, 1, OP.i64Const, 0, OP.end])
      to.bytes([TYPE.i32, 1, OP.i32Const, 0, OP.end])
      to.bytes([TYPE.i64, 1, OP.i64Const, 0, OP.end])
      to.bytes([TYPE.i64, 1, OP.i64Const])
      to.signed(heapBytes ?? 0)
      to.byte(OP.end)
      for (const _ of own) to.bytes([TYPE.i64, 1, OP.i64Const, 0, OP.end])
    },
  }
}

function exportAddition({ reservedExports, appended, start, resets, profile }: RewritePlan): Addition {
  const rows: [string, number, number][] = [
    [reservedExports.fuel, EXTERNAL.global, appended.globals.fuel],
    [reservedExports.refused, EXTERNAL.global, appended.globals.refused],
    [reservedExports.refill, EXTERNAL.table, appended.table],
  ]
  for (const index of profile?.paidByCallers.keys() ?? []) {
    rows.push([functionFuelExport(reservedExports.fuel, index), EXTERNAL.global, appended.globals.functionFuel + index])
  }
  for (const [index, name] of reservedExports.memories.entries()) rows.push([name, EXTERNAL.memory, index])
  if (start !== undefined) rows.push([reservedExports.start, EXTERNAL.function, start])
  if (resets !== undefined) rows.push([reservedExports.reset, EXTERNAL.function, appended.helpers.get('reset') ?? 0])
  return {
    count: rows.length,
    write: (to) => {
      for (const [name, kind, index] of rows) {
        to.name(name)
        to.byte(kind)
        to.u32(index)
      }
    },
  }
}

/** Writes a section whose items stay as they are and get more behind them. */
function extendSection(
  writer: ByteWriter,
  module: DecodedModule,
  { id, section, addition }: { id: number; section: SectionSlice | undefined; addition: Addition },
): void {
  const content = new ByteWriter(section === undefined ? 64 : section.end - section.start + 64)
  if (section === undefined) content.u32(addition.count)
  else {
    const { count, next } = readCount(module.bytes, section.start)
    content.u32(count + addition.count)
    content.copy(module.bytes, next, section.end)
  }
  addition.write(content)
  writeContent(writer, id, content)
}

function writeContent(writer: ByteWriter, id: number, content: ByteWriter): void {
  writer.byte(id)
  writer.u32(content.length)
  const bytes = content.finish()
  writer.copy(bytes, 0, bytes.length)
}

function readCount(bytes: Uint8Array, at: number): { count: number; next: number } {
  const reader = new ByteReader(bytes, at)
  return { count: reader.u32(), next: reader.offset }
}

function writeMemories(writer: ByteWriter, memories: readonly PlannedLimits[]): void {
  if (memories.length === 0) return
  const content = new ByteWriter(64)
  content.u32(memories.length)
  for (const limits of memories) writeLimits(content, limits)
  writeContent(writer, SECTION.memory, content)
}

function writeTables(writer: ByteWriter, module: DecodedModule, plan: RewritePlan): void {
  const content = new ByteWriter(64)
  content.u32(plan.tables.length + 1)
  for (const [index, { elementStart, elementEnd, initialiser }] of module.tables.entries()) {
    if (initialiser !== undefined) content.bytes([0x40, 0x00])
    content.copy(module.bytes, elementStart, elementEnd)
    writeLimits(content, plan.tables[index] ?? ONE_ELEMENT)
    if (initialiser !== undefined) content.copy(module.bytes, initialiser.start, initialiser.end)
  }
  content.byte(TYPE.funcref)
  writeLimits(content, ONE_ELEMENT)
  writeContent(writer, SECTION.table, content)
}

/** The table in which the refill stands. */
const ONE_ELEMENT: PlannedLimits = { is64: false, minimum: 1, maximum: 1 }

function writeLimits(to: ByteWriter, { is64, minimum, maximum }: PlannedLimits): void {
  to.byte((maximum === undefined ? 0 : 1) | (is64 ? 4 : 0))
  to.u32(minimum)
  if (maximum !== undefined) to.u32(maximum)
}

function writeCode(writer: ByteWriter, module: DecodedModule, plan: RewritePlan): void {
  const { functions } = appendedCode(module.bytes, plan)
  const withoutLocals = new Snippets(plan, {})
  const snippetsOf = (index: number, own: SnippetPlan): Snippets =>
    plan.profile === undefined && own.locals === undefined && own.moved === undefined
      ? withoutLocals
      : new Snippets(plan, own, index)
  const moved: number[] = []
  writer.byte(SECTION.code)
  const start = writer.length
  writer.u32(module.code.length + functions.length + plan.functions.filter((own) => own.moved !== undefined).length)
  for (const [index, own] of plan.functions.entries()) {
    if (own.moved === undefined) {
      writeBody(writer, { module, plan, snippets: snippetsOf(index, own), index })
    } else {
      moved.push(index)
      writeStandIn(writer, snippetsOf(index, {}), own.moved)
    }
  }
  for (const { body } of functions) {
    writer.u32(body.length)
    writer.copy(body, 0, body.length)
  }
  for (const index of moved) {
    const own = plan.functions[index] ?? {}
    writeBody(writer, { module, plan, snippets: snippetsOf(index, own), index })
  }
  writer.prefixWithSize(start)
}

/** Writes what stands in the place of a moved body: pays for entering it, and calls it with the same values. */
function writeStandIn(to: ByteWriter, snippets: Snippets, moved: MovedBody): void {
  const start = to.length
  to.byte(0)
  snippets.charge(to, moved.fuel)
  for (let parameter = 0; parameter < moved.parameters; parameter++) to.op(OP.localGet, parameter)
  to.op(OP.call, moved.function)
  to.byte(OP.end)
  to.prefixWithSize(start)
}

function writeBody(
  to: ByteWriter,
  { module, plan, snippets, index }: { module: DecodedModule; plan: RewritePlan; snippets: Snippets; index: number },
): void {
  const { bytes } = module
  const body = module.code[index] as CodeBody
  const { first, end, locals } = plan.functions[index] as FunctionPlan
  const start = to.length
  writeLocals(to, bytes, body, locals)
  to.bytes(snippets.resume)
  const writer = new CodeWriter(to, { bytes, plan, snippets, locals })
  writer.write({ first, end, from: body.code, upTo: body.end })
  const size = to.length - start
  if (size > ENGINE_LIMITS.bodyBytes) {
    throw new RewriteError(
      'ERR_WASM_TOO_LARGE',
      `a function of ${body.end - body.start} bytes has ${size} with its meter`,
      {
        offset: body.start,
        hint: `engines take functions of up to ${ENGINE_LIMITS.bodyBytes} bytes; split it`,
      },
    )
  }
  to.prefixWithSize(start)
}

/** Writes the vector of locals with those that are added behind it. */
function writeLocals(to: ByteWriter, bytes: Uint8Array, body: CodeBody, locals: AddedLocals | undefined): void {
  const groups: number[][] = []
  if (locals !== undefined) groups.push([locals.counting === undefined ? 1 : 2, TYPE.i64])
  to.u32(body.localGroups + groups.length)
  to.copy(bytes, body.groupsStart, body.code)
  for (const group of groups) to.bytes(group)
}
