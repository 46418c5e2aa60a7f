import { instantiateMetered, type MeteredInstance, type MeteredModule } from '@blufio/sandbox/rewriter'
import { withSmallSlices } from './small-slices.ts'

/** An instance in one of the two worlds. */
export interface Guest {
  /** What a caller gets: for a metered module the view that `instantiateMetered` gives. */
  readonly exports: Readonly<Record<string, WebAssembly.ExportValue>>
  /** What other modules link with: the instance's own exports, whose functions have types. */
  readonly linkable: WebAssembly.Exports
  readonly metered?: MeteredInstance
}

/** Enough for every script, and still far from the end of the counter. */
const BUDGET = 1n << 62n

/** Instantiates the module as it is. */
export function plainGuest(module: WebAssembly.Module, imports: WebAssembly.Imports): Guest {
  const { exports } = new WebAssembly.Instance(module, imports)
  return { exports, linkable: exports }
}

/** How a guest is metered. */
export interface GuestMetering {
  /** The most units that its counter holds at a time, so that its checks ask the host. */
  readonly sliceUnits: bigint | undefined
  readonly onRefill: () => boolean
}

/** Instantiates the rewritten module. */
export function meteredGuest(
  metered: MeteredModule,
  imports: WebAssembly.Imports,
  { sliceUnits, onRefill }: GuestMetering,
): Guest {
  const { module, meter } = metered
  const native = WebAssembly.Instance
  let linkable: WebAssembly.Exports | undefined
  // The instance that is made for a metered one is not shown by it.
  WebAssembly.Instance = new Proxy(native, {
    construct(target, args: ConstructorParameters<typeof WebAssembly.Instance>) {
      const instance = new target(...args)
      if (args[0] !== module) return instance
      linkable = instance.exports
      if (sliceUnits === undefined) return instance
      return { exports: withSmallSlices(linkable, meter.reservedExports.fuel, sliceUnits) }
    },
  })
  try {
    const result = instantiateMetered(metered, imports, { fuel: BUDGET, onRefill })
    if (linkable === undefined) throw new Error('instantiateMetered made no instance of its module')
    return { exports: result.exports, linkable, metered: result }
  } finally {
    WebAssembly.Instance = native
  }
}
