import type {
  Availability,
  ExplainedImport,
  ExplainedLimits,
  ExplainedMemory,
  FunctionMetering,
  ModuleExplanation,
} from '@blufio/sandbox/explain'
import { countWords, growthWords, sizeWords } from './amount-words.ts'
import { columns } from './columns.ts'
import { safeLine } from './terminal-text.ts'

/** Longer lists are cut; `--json` has them whole. */
const MOST_ROWS = 25
const MOST_FUNCTIONS = 10
const WIDEST_NAME = 32
const NARROWEST_MODULE = 8
const WIDEST_TYPE = 38
const LINE_WIDTH = 78

/** An explanation of the module `file` as text of at most 100 columns. Safe for a terminal; so must be `file`. */
export function moduleSummary(file: string, explanation: ModuleExplanation): string {
  return [
    head(file, explanation),
    block('Refused', refusalLines(explanation)),
    block('Imports', importLines(explanation)),
    block('Exports', exportLines(explanation)),
    block('Features', featureLines(explanation)),
    block('Memory', explanation.memories.map(memoryLine)),
    block('Tables', explanation.tables.map(tableLine)),
    block('Start', startLines(explanation)),
    block('Sections', sectionLines(explanation)),
    block('Fuel', fuelLines(explanation)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function block(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n')
}

function head(file: string, { bytes, name, functions, data }: ModuleExplanation): string {
  const { imported, defined, largest } = functions
  const count = counted(defined, 'function')
  const facts = [
    sizeWords(bytes),
    imported === 0 ? count : `${count} and ${countWords(imported)} imported`,
    ...(data.segments === 0 ? [] : [`${sizeWords(data.bytes)} of data`]),
  ]
  return [
    file,
    ...(name === undefined ? [] : [`calls itself ${shown(name)}`]),
    facts.join(', '),
    ...(largest === undefined ? [] : [`largest function: ${functionName(largest)}, ${sizeWords(largest.bytes)}`]),
  ].join('\n')
}

function refusalLines({ refusal }: ModuleExplanation): readonly string[] {
  if (refusal === undefined) return []
  const { message, code, hint } = refusal
  return [...wrapped(`${safeLine(message)} (${code})`), ...(hint === undefined ? [] : wrapped(safeLine(hint)))]
}

const AVAILABILITY: Readonly<Record<Availability, string>> = {
  provided: '',
  'always-fails': 'always answers that it is not supported',
  'other-type': 'provided under another type',
  unknown: 'not provided to skills',
}

function importLines({ imports }: ModuleExplanation): readonly string[] {
  if (imports.length === 0) return ['none: it can only compute']
  return table(imports, (each) => [importName(each), shown(each.signature ?? each.kind, WIDEST_TYPE), importNote(each)])
}

/** The name of the function is what tells imports apart: that of its module is cut first. */
function importName({ module, name }: ExplainedImport): string {
  const field = shown(name, WIDEST_NAME - 1 - NARROWEST_MODULE)
  return `${shown(module, WIDEST_NAME - 1 - field.length)}.${field}`
}

function importNote({ module, availability, capability }: ExplainedImport): string {
  const needs = capability === undefined ? '' : module === 'blufio' ? `needs ${capability}` : `${capability} if granted`
  return [needs, AVAILABILITY[availability]].filter((part) => part !== '').join(', ')
}

function exportLines({ exports }: ModuleExplanation): readonly string[] {
  return table(exports, ({ name, kind, signature }) => [shown(name), shown(signature ?? kind, WIDEST_TYPE)])
}

function featureLines({ features }: ModuleExplanation): readonly string[] {
  const titles = (wanted: (feature: (typeof features)[number]) => boolean): string =>
    features.flatMap((each) => (wanted(each) ? [each.title] : [])).join(', ')
  const missing = titles(({ inEngine }) => !inEngine)
  const refused = titles(({ metered }) => !metered)
  return [
    ...wrapped(features.length === 0 ? 'those of the first version of WebAssembly' : titles(() => true)),
    ...(missing === '' ? [] : wrapped(`this engine lacks: ${missing}`)),
    ...(refused === '' ? [] : wrapped(`can't be metered: ${refused}`)),
  ]
}

function memoryLine(memory: ExplainedMemory): string {
  const { minimum, maximum, minimumBytes, maximumBytes } = memory
  const range =
    maximum === undefined || maximumBytes === undefined
      ? `${counted(minimum, 'page')} (${sizeWords(minimumBytes)}), no upper limit`
      : `${countWords(minimum)} to ${counted(maximum, 'page')} (${sizeWords(minimumBytes)} to ${sizeWords(maximumBytes)})`
  return range + traits(memory)
}

function tableLine(limits: ExplainedLimits): string {
  const { minimum, maximum } = limits
  const range =
    maximum === undefined
      ? `${counted(minimum, 'element')}, no upper limit`
      : `${countWords(minimum)} to ${counted(maximum, 'element')}`
  return range + traits(limits)
}

function traits({ imported, is64 }: ExplainedLimits): string {
  return `${is64 ? ', 64-bit' : ''}${imported ? ', imported' : ''}`
}

function startLines({ start }: ModuleExplanation): readonly string[] {
  return start === undefined ? [] : [`${functionName(start)} runs at instantiation`]
}

function sectionLines({ sections }: ModuleExplanation): readonly string[] {
  const notes = { kept: 'custom', dropped: 'custom; dropped by rewriting: it speaks of places in the code' } as const
  return table(sections, ({ name, bytes, custom }) => [
    custom === undefined ? sectionName(name) : shown(name),
    sizeWords(bytes),
    custom === undefined ? '' : notes[custom],
  ])
}

function sectionName(name: string): string {
  return name === 'dataCount' ? 'data count' : name
}

function fuelLines({ bytes, metering }: ModuleExplanation): readonly string[] {
  if (metering === undefined) return []
  const { functions, startupFuel } = metering
  const sum = (of: (each: FunctionMetering) => number): number => functions.reduce((total, each) => total + of(each), 0)
  const loops = sum(({ countedLoops }) => countedLoops)
  const paid = functions.filter(({ paidByCallers }) => paidByCallers > 0).length
  return [
    `${sizeWords(bytes)} become ${sizeWords(metering.bytes)} with the meter (${growthWords(bytes, metering.bytes)})`,
    `fuel is taken in ${counted(
      sum(({ charges }) => charges),
      'place',
    )}, and checked in ${countWords(sum(({ checks }) => checks))}`,
    ...(loops === 0 ? [] : [`paid for before it starts: ${counted(loops, 'loop')}`]),
    ...(paid === 0 ? [] : [`paid for by its callers: ${counted(paid, 'function')}`]),
    ...(startupFuel === 0 ? [] : [`instantiation costs ${counted(startupFuel, 'unit')}`]),
    ...functionLines(functions),
  ]
}

function functionLines(functions: readonly FunctionMetering[]): readonly string[] {
  if (functions.length === 0) return []
  const growth = ({ bytes, meteredBytes }: FunctionMetering): number => meteredBytes - bytes
  const most = functions.toSorted((one, other) => growth(other) - growth(one) || one.index - other.index)
  const rows = most
    .slice(0, MOST_FUNCTIONS)
    .map((each) => [
      functionName(each),
      countWords(each.bytes),
      countWords(each.meteredBytes),
      countWords(each.charges),
      countWords(each.checks),
    ])
  const titles = ['function', 'bytes', 'metered', 'charges', 'checks']
  const which = functions.length > rows.length ? `those that grow most, of ${countWords(functions.length)}:` : ''
  return ['', ...(which === '' ? [] : [which]), ...columns([titles, ...rows], [1, 2, 3, 4]).split('\n')]
}

function counted(count: number, what: string): string {
  return `${countWords(count)} ${what}${count === 1 ? '' : 's'}`
}

function functionName({ index, name }: { readonly index: number; readonly name?: string }): string {
  return name === undefined ? `function ${index}` : `${shown(name)} (${index})`
}

function table<T>(items: readonly T[], row: (item: T) => readonly string[]): readonly string[] {
  if (items.length === 0) return []
  const lines = columns(items.slice(0, MOST_ROWS).map(row)).split('\n')
  return items.length > lines.length
    ? [...lines, `… ${countWords(items.length - lines.length)} more; --json has all`]
    : lines
}

/** A text of the module's on one line, cut. */
function shown(text: string, width: number = WIDEST_NAME): string {
  // Before as well: what is escaped can be megabytes long.
  const safe = safeLine(text.slice(0, width + 1))
  return safe.length > width ? `${safe.slice(0, width - 1)}…` : safe
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
