import type { SkillLog, SkillManifest } from '@blufio/core'
import type { HostAnswer } from '../host/host-request.ts'
import type { HttpHop } from '../http-message.ts'
import type { HopAnswer } from '../platform/http-client.ts'
import { Redaction } from '../policy/redaction.ts'
import { faultOfPlace, secretAdder } from '../policy/secrets.ts'
import type { RunAnswer, RunAside } from '../run-answer.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { HttpSecrets } from './http-service.ts'

/** The secrets of one skill: put into its requests, and taken out of all that leaves the host. */
export class SkillSecrets implements HttpSecrets {
  private readonly adders: readonly ((hop: HttpHop) => HttpHop)[]
  private readonly redaction: Redaction

  /** @internal */
  constructor(adders: readonly ((hop: HttpHop) => HttpHop)[], redaction: Redaction) {
    this.adders = adders
    this.redaction = redaction
  }

  addTo(hop: HttpHop): HttpHop {
    return this.adders.reduce((changed, add) => add(changed), hop)
  }

  removeFrom(answer: HopAnswer): HopAnswer {
    if (answer.kind !== 'response') return answer
    const headers = answer.headers.map(
      ([name, value]) => [this.redaction.text(name), this.redaction.text(value)] as const,
    )
    return { ...answer, headers, body: this.redaction.bytes(answer.body) }
  }

  /** What a run is answered, without any value: a file can hold one, too. */
  removeFromFile(answer: HostAnswer): HostAnswer {
    return answer.kind === 'bytes' ? { ...answer, body: this.redaction.bytes(answer.body) } : answer
  }

  /** What is told of a run, without any value, wherever the skill had it from. */
  removeFromRun(answer: RunAnswer): RunAnswer {
    const { aside, ...result } = answer
    const logs = this.removeFromLogs(result.logs)
    const shown = { ...result, content: this.redaction.text(result.content), logs }
    return aside === undefined ? shown : { ...shown, aside: this.removeFromAside(aside) }
  }

  /** Lines of a log, without any value. */
  removeFromLogs(logs: readonly SkillLog[]): readonly SkillLog[] {
    return logs.map(({ level, message }) => ({ level, message: this.redaction.text(message) }))
  }

  private removeFromAside({ denials, recorded, ...aside }: RunAside): RunAside {
    return {
      ...aside,
      ...(denials && {
        denials: denials.map((denial) => ({
          ...denial,
          asked: denial.asked.map((asked) => this.redaction.text(asked)),
        })),
      }),
      // Parsed: stars in JSON itself could stand for a part of an escape.
      ...(recorded && {
        recorded: {
          ...recorded,
          json: JSON.stringify(this.redactedData(JSON.parse(`[${recorded.json}]`))).slice(1, -1),
        },
      }),
    }
  }

  private redactedData(data: unknown): unknown {
    if (typeof data === 'string') return this.redaction.text(data)
    if (typeof data !== 'object' || data === null) return data
    if (Array.isArray(data)) return data.map((item) => this.redactedData(item))
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, this.redactedData(value)]))
  }
}

/**
 * The secrets that a manifest names, with their `values`; `undefined` where it names none.
 *
 * @throws SandboxError `ERR_SKILL_SECRET` when there is no value for one, `ERR_SKILL_MANIFEST` when its place is none.
 */
export function openSecrets(
  { name: skill, capabilities }: Pick<SkillManifest, 'name' | 'capabilities'>,
  values: Readonly<Record<string, string>>,
): SkillSecrets | undefined {
  const { secrets = [] } = capabilities
  if (secrets.length === 0) return undefined
  const valued = secrets.map((secret) => {
    const isReadable = capabilities.env.includes(secret.name)
    const fault = isReadable ? 'is an environment variable that the skill may read, too' : faultOfPlace(secret)
    if (fault !== undefined) {
      throw new SandboxError('ERR_SKILL_MANIFEST', `the manifest of '${skill}': its secret ${secret.name} ${fault}`)
    }
    const value = Object.hasOwn(values, secret.name) ? values[secret.name] : undefined
    if (value === undefined) throw missing(skill, secret.name)
    return { secret, value }
  })
  return new SkillSecrets(
    valued.map(({ secret, value }) => secretAdder(secret, value)),
    new Redaction([...new Set(valued.map(({ value }) => value))]),
  )
}

function missing(skill: string, name: string): SandboxError {
  return new SandboxError(
    'ERR_SKILL_SECRET',
    `skill '${skill}' needs the secret ${name}, and there is no value for it`,
    {
      hint: `give it by the option secrets: { ${name}: '…' }`,
    },
  )
}
