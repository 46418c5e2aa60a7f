/** A form of more fields than this is none that a person fills in, and a schema can ask for any number. */
const MAX_FIELDS = 500
const MAX_DEPTH = 24

/**
 * Why there can't be a form for `schema`, which a skill's author wrote; `undefined` when there can. A form is built on the page's
 * own thread: what would never end, or take long, is refused here. Looks at no more than a bounded part.
 */
export function formProblem(schema: object): string | undefined {
  const type = field(schema, 'type')
  if (type === undefined && field(schema, 'properties') === undefined && field(schema, 'enum') === undefined)
    return 'its schema says nothing that a form could ask for'
  return new FormScan(schema).problem(schema, 0, 1)
}

class FormScan {
  readonly #root: object
  readonly #entered: object[] = []
  #fields = 0

  constructor(root: object) {
    this.#root = root
  }

  /** `times` is how often the form shows `schema` at once. */
  problem(schema: unknown, depth: number, times: number): string | undefined {
    if (typeof schema !== 'object' || schema === null) return undefined
    if (depth > MAX_DEPTH) return 'its schema is nested too deeply for a form'
    this.#fields += times
    if (this.#fields > MAX_FIELDS) return 'its schema has too many fields for a form'
    if (this.#entered.includes(schema)) return 'its schema contains itself'
    this.#entered.push(schema)
    const problem = this.#children(schema, depth, times)
    this.#entered.pop()
    return problem
  }

  #children(schema: object, depth: number, times: number): string | undefined {
    const reference = field(schema, '$ref')
    if (reference !== undefined) {
      const target = this.#resolve(reference)
      if (target === undefined) return 'its schema refers to another one'
      return this.problem(target, depth + 1, times)
    }
    const least = field(schema, 'minItems')
    const inside = times * (typeof least === 'number' ? Math.max(1, least) : 1)
    for (const [name, value] of Object.entries(schema)) {
      if (name === '__proto__' || name === 'constructor') return 'its schema uses a name that a form can not have'
      if (Array.isArray(value) && name === 'enum' && value.length > MAX_FIELDS)
        return 'its schema has a choice of too many'
      if (typeof value !== 'object' || value === null || name === '$defs' || name === 'definitions') continue
      const isMap = ['properties', 'dependentSchemas', 'dependencies', 'patternProperties'].includes(name)
      if (isMap && ['__proto__', 'constructor'].some((own) => Object.hasOwn(value, own)))
        return 'its schema uses a name that a form can not have'
      const children = isMap || Array.isArray(value) ? Object.values(value) : [value]
      for (const child of children) {
        const problem = this.problem(child, depth + 1, inside)
        if (problem !== undefined) return problem
      }
    }
    return undefined
  }

  /** The part of the schema itself that `reference` (RFC 6901, behind `#`) leads to. */
  #resolve(reference: unknown): unknown {
    if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined
    const names = reference
      .slice(1)
      .split('/')
      .slice(1)
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    return names.reduce<unknown>((at, name) => field(at, name), this.#root)
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
