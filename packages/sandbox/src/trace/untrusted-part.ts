import { visible } from '../rewriter/visible-text.ts'
import { SandboxError } from '../sandbox-error.ts'

/** A part of a JSON value that somebody else wrote. Its readers throw a SandboxError `ERR_REPLAY_TRACE` with its path. */
export class UntrustedPart {
  private readonly value: unknown
  private readonly path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.path = path
  }

  /** The fields of an object: all of `needed`, some of `optional`, no others. */
  fields<Needed extends string, Optional extends string = never>(
    needed: readonly Needed[],
    optional: readonly Optional[] = [],
  ): Record<Needed, UntrustedPart> & Partial<Record<Optional, UntrustedPart>> {
    const { value } = this
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.fault('an object')
    const known: readonly string[] = [...needed, ...optional]
    const parts: Record<string, UntrustedPart> = {}
    for (const name in value) {
      const part = new UntrustedPart(
        (value as Record<string, unknown>)[name],
        this.path === '' ? name : `${this.path}.${name}`,
      )
      if (!known.includes(name)) throw part.fault('no such field')
      parts[name] = part
    }
    for (const name of needed) if (parts[name] === undefined) throw this.fault(`a field '${name}'`)
    return parts as ReturnType<typeof this.fields<Needed, Optional>>
  }

  list(most: number = Number.POSITIVE_INFINITY): UntrustedPart[] {
    const { value } = this
    if (!Array.isArray(value) || value.length > most) {
      throw this.fault(most === Number.POSITIVE_INFINITY ? 'a list' : `a list of at most ${most}`)
    }
    return value.map((part, index) => new UntrustedPart(part, `${this.path}[${index}]`))
  }

  get isText(): boolean {
    return typeof this.value === 'string'
  }

  text(pattern: RegExp = /(?:)/, expected: string = 'a text'): string {
    const { value } = this
    if (typeof value === 'string' && pattern.test(value)) return value
    throw this.fault(expected)
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const found = values.find((candidate) => candidate === this.value)
    if (found === undefined) throw this.fault(values.map((name) => `'${name}'`).join(' or '))
    return found
  }

  whole(least: number, most: number): number {
    const { value } = this
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    throw this.fault(`a whole number from ${least} to ${most}`)
  }

  truth(): boolean {
    if (typeof this.value === 'boolean') return this.value
    throw this.fault('true or false')
  }

  /** The value is not repeated: it can be a secret, and of any length. */
  fault(expected: string): SandboxError {
    const path = this.path === '' ? 'trace' : visible(shortened(this.path))
    return new SandboxError('ERR_REPLAY_TRACE', `${path} is not as a trace has it: expected ${expected}`, {
      hint: 'pass the trace of a result as it was recorded',
      path,
    })
  }
}

/** Names of unknown fields can be of any length. */
function shortened(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path
}
