import { countParameters } from '../format/function-type.ts'
import { MODULE_LIMITS } from '../format/limits.ts'
import { SECTION } from '../format/sections.ts'
import { RewriteError } from '../rewrite-error.ts'
import type { DecodedModule } from './decode-module.ts'

/**
 * Refuses a module that is made to exhaust an engine by its size alone, before any engine sees it.
 *
 * @throws RewriteError `ERR_WASM_TOO_LARGE`
 */
export function assertBearable(module: DecodedModule): void {
  const { imports, exports, sections, code } = module
  assertCount('imports', imports.length)
  assertCount('exports', exports.length)
  assertCount('customSections', sections.filter(({ id }) => id === SECTION.custom).length)
  let localsInAll = 0
  for (const [index, body] of code.entries()) {
    const locals = countLocals(module, index)
    localsInAll += locals
    assertCount('locals', locals, body.start)
    assertCount('localsInAll', localsInAll, body.start)
  }
}

/** How many locals a function of the module has, its parameters included. */
export function countLocals({ bytes, types, functions, code }: DecodedModule, index: number): number {
  const type = types[functions[index] ?? -1]
  return (type === undefined ? 0 : countParameters(bytes, type)) + (code[index]?.locals ?? 0)
}

const WHAT: Readonly<Record<keyof typeof MODULE_LIMITS, string>> = {
  imports: 'imports',
  exports: 'exports',
  customSections: 'custom sections',
  locals: 'locals in one function',
  localsInAll: 'locals in all functions',
  localsTimesLabels: 'locals times labels in one function',
}

/** Refuses a count above its limit in {@link MODULE_LIMITS}. */
export function assertCount(of: keyof typeof MODULE_LIMITS, count: number, offset?: number): void {
  const limit = MODULE_LIMITS[of]
  if (count <= limit) return
  throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has ${count} ${WHAT[of]}, the limit is ${limit}`, {
    ...(offset === undefined ? {} : { offset }),
  })
}
