import type { MeteredModule } from '@blufio/sandbox/rewriter'

/** In what the imports of a rewritten module, and those of its exports that are the guest's, differ from the plain ones. */
export function moduleDifferences(plain: WebAssembly.Module, { module, meter }: MeteredModule): string[] {
  const pairs = [
    ['imports', WebAssembly.Module.imports(plain), WebAssembly.Module.imports(module)],
    ['exports', WebAssembly.Module.exports(plain), guestExports(module, meter.guestExports)],
  ] as const
  return pairs.flatMap(([what, one, other]) => {
    const [before, after] = [JSON.stringify(one), JSON.stringify(other)]
    return before === after ? [] : [`${what} were ${before}, now ${after}`]
  })
}

function guestExports(module: WebAssembly.Module, names: readonly string[]): WebAssembly.ModuleExportDescriptor[] {
  const all = new Map(WebAssembly.Module.exports(module).map((entry) => [entry.name, entry]))
  return names.flatMap((name) => all.get(name) ?? [])
}
