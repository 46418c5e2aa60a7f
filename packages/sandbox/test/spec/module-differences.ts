import type { MeteredModule } from '@blufio/sandbox/rewriter'

/** In what the imports of a rewritten module, and those of its exports that are the guest's, differ from the plain ones. */
export function moduleDifferences(plain: WebAssembly.Module, { module, meter }: MeteredModule): string[] {
  const { imports, exports } = WebAssembly.Module
  const pairs = [
    ['imports', told(() => imports(plain)), told(() => imports(module))],
    ['exports', told(() => exports(plain)), told(() => guestExports(module, meter.guestExports))],
  ] as const
  return pairs.flatMap(([what, one, other]) => {
    const [before, after] = [JSON.stringify(one), JSON.stringify(other)]
    return before === after ? [] : [`${what} were ${before}, now ${after}`]
  })
}

/** What an engine tells of a module; `null` where it says it can't, as WebKit's does of tags. */
function told<Descriptor>(describe: () => Descriptor): Descriptor | null {
  try {
    return describe()
  } catch (thrown) {
    if (thrown instanceof TypeError) return null
    throw thrown
  }
}

function guestExports(module: WebAssembly.Module, names: readonly string[]): WebAssembly.ModuleExportDescriptor[] {
  const all = new Map(WebAssembly.Module.exports(module).map((entry) => [entry.name, entry]))
  return names.flatMap((name) => all.get(name) ?? [])
}
