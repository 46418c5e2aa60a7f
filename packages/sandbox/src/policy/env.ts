const NOTHING: ReadonlyMap<string, string> = new Map()

/** The variables of `environment` that a manifest names, by exact name. */
export function grantEnv(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): ReadonlyMap<string, string> {
  if (names.length === 0) return NOTHING
  const granted = new Map<string, string>()
  for (const name of names) {
    // An inherited property such as `constructor` is no variable.
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (typeof value === 'string') granted.set(name, value)
  }
  return granted
}
