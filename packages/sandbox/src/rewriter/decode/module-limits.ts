import { assertCount } from '../format/limits.ts'
import { SECTION } from '../format/sections.ts'
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
  for (const body of code) {
    localsInAll += body.locals
    assertCount('locals', body.locals, body.start)
    assertCount('localsInAll', localsInAll, body.start)
  }
}
