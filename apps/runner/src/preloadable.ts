import { type ComponentType, lazy } from 'react'

/** A component whose code is loaded when it is first shown, or before. */
export interface Preloadable<Props> {
  /** Loads it ahead; a failure is told when it is shown. */
  preload(): void
  /**
   * The component itself once it is there, until then one that loads it. To be kept for as long as it is shown: another component
   * in its place would begin anew.
   */
  current(): ComponentType<Props>
}

/** Like React's `lazy`, which always shows the fallback first and leaves it for 300 ms at least, but shown at once if it is there. */
export function preloadable<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): Preloadable<Props> {
  let loaded: ComponentType<Props> | undefined
  const loading = async () => {
    const module = await load()
    loaded = module.default
    return module
  }
  const later = lazy(loading) as ComponentType<Props>
  return {
    preload() {
      loading().catch(() => undefined)
    },
    current: () => loaded ?? later,
  }
}
