import { BlufioError } from '@blufio/core'
import type { CodeBody } from '../rewriter/decode/code-section.ts'
import { type DecodedModule, decode } from '../rewriter/decode/decode-module.ts'
import { OP } from '../rewriter/format/opcodes.ts'
import type { FunctionPlan, RewritePlan } from '../rewriter/plan/plan.ts'
import { type FunctionHead, functionHead, moduleContext } from './function-head.ts'
import { eachInstruction } from './instruction-reader.ts'
import { instructionText } from './instruction-text.ts'
import { paidByCallers } from './paid-by-callers.ts'
import { PointNotes } from './point-notes.ts'

/** One line of a function, with what rewriting puts there. */
export interface ListedLine {
  /** Where the instruction stands, in bytes from the start of the module; none of a line that is no instruction. */
  readonly offset?: number
  /** How many blocks it stands in, the function included. */
  readonly depth: number
  /** The instruction in the text format. Names in it are escaped: it is one line, safe to print. */
  readonly code: string
  /**
   * What is put in just before the instruction, in this order. Beside a `loop` also what stands at the start of each
   * iteration, beside the function what stands at its entry.
   */
  readonly notes: readonly string[]
}

/** Some lines of a function, as plain data; {@link formatListing} makes a text of it. */
export interface FunctionListing {
  /** The function's index in the module, imported ones counted. */
  readonly function: number
  /** The lines asked for. */
  readonly lines: readonly ListedLine[]
  /** The number of the first one; 1 is the head of the function. */
  readonly firstLine: number
  /** How many lines the function has in all. */
  readonly lineCount: number
}

/** Which lines of a function are listed. */
export interface ListingOptions {
  /** The first one, 1 by default. */
  readonly firstLine?: number
  /** How many at most, 2,000 by default. */
  readonly maxLines?: number
}

const DEFAULT_MAX_LINES = 2000

/**
 * Lists the function with the index `function` (imported ones are counted) of the module `wasm`, with what `plan`, the result
 * of rewriting those same bytes, puts into it. Linear in the size of the module; deterministic.
 *
 * @throws BlufioError `ERR_OPTION` for an index that no function of the module's own has, or lines that are no whole numbers.
 */
export function listFunction(
  wasm: Uint8Array,
  plan: RewritePlan,
  index: number,
  { firstLine = 1, maxLines = DEFAULT_MAX_LINES }: ListingOptions = {},
): FunctionListing {
  assertCount('firstLine', firstLine, 1)
  assertCount('maxLines', maxLines, 0)
  const module = decode(wasm)
  const own = index - module.importedFunctionCount
  const body = module.code[own]
  const planned = plan.functions[own]
  if (body === undefined || planned === undefined) throw noSuchFunction(module, index)
  const head = functionHead(module, { index, body, planned, paidByCallers: paidByCallers(module)[own] ?? 0 })
  return new Lister(module, plan, { index, body, planned, head, firstLine, maxLines }).run()
}

interface ListedFunction {
  readonly index: number
  readonly body: CodeBody
  readonly planned: FunctionPlan
  readonly head: FunctionHead
  readonly firstLine: number
  readonly maxLines: number
}

class Lister {
  private readonly module: DecodedModule
  private readonly own: ListedFunction
  private readonly points: PointNotes
  private readonly lines: ListedLine[] = []
  private lineCount = 0

  constructor(module: DecodedModule, plan: RewritePlan, own: ListedFunction) {
    this.module = module
    this.own = own
    this.points = new PointNotes(plan, own.planned)
  }

  run(): FunctionListing {
    const { own, points } = this
    const { head, firstLine } = own
    const entry = points.atEntry()
    for (const [place, code] of head.lines.entries()) {
      const notes = place === 0 ? [...head.notes, ...entry] : []
      this.add(() => ({ depth: Math.min(place, 1), code, notes }))
    }
    this.addBody()
    return { function: own.index, lines: this.lines, firstLine, lineCount: this.lineCount }
  }

  private addBody(): void {
    const { module, own, points } = this
    const { body, index } = own
    const context = moduleContext(module, index)
    const { bytes } = module
    let depth = 1
    eachInstruction({ bytes, start: body.code, end: body.end }, ({ opcode, start, end }) => {
      if (opcode === OP.end || opcode === OP.delegate) depth--
      const level = ARMS.has(opcode) ? depth - 1 : depth
      this.add(() => {
        const code = depth === 0 ? ')' : instructionText(context, start, end)
        return { offset: start, depth: level, code, notes: points.upTo(start, end, opcode === OP.loop) }
      })
      if (OPENS.has(opcode)) depth++
    })
  }

  /** Counts a line, and makes it only when it was asked for. */
  private add(line: () => ListedLine): void {
    this.lineCount++
    const { firstLine, maxLines } = this.own
    if (this.lineCount >= firstLine && this.lines.length < maxLines) this.lines.push(line())
  }
}

/** What stands between two arms of a block. */
const ARMS: ReadonlySet<number> = new Set([OP.else, OP.catch, OP.catchAll])
const OPENS: ReadonlySet<number> = new Set([OP.block, OP.loop, OP.if, OP.try, OP.tryTable])

function assertCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new BlufioError('ERR_OPTION', `${name} is ${String(value)}, expected a whole number of ${least} or more`)
}

function noSuchFunction({ importedFunctionCount, code }: DecodedModule, index: number): BlufioError {
  const what =
    code.length === 0
      ? 'the module has no function of its own'
      : `its own functions have the indices ${importedFunctionCount} to ${importedFunctionCount + code.length - 1}`
  return new BlufioError('ERR_OPTION', `there is no function ${String(index)} to list: ${what}`)
}
