const MAPS = new Set(['properties', '$defs', 'definitions', 'dependentSchemas'])
const DATA = new Set(['default', 'const', 'enum', 'examples', 'required'])

/**
 * `schema` without `pattern`, `patternProperties` and `format`: a regular expression that a skill's author wrote can take for ever,
 * and would have the page's thread. The skill itself checks its input under its own limits.
 */
export function schemaWithoutPatterns(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(schemaWithoutPatterns)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([name]) => !['pattern', 'patternProperties', 'format'].includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (DATA.has(name)) return [name, value]
      if (!MAPS.has(name) || typeof value !== 'object' || value === null) return [name, schemaWithoutPatterns(value)]
      const members = Object.entries(value).map(([key, member]) => [key, schemaWithoutPatterns(member)])
      return [name, Object.fromEntries(members)]
    }),
  )
}
