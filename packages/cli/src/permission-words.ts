import type { SkillCapabilities, SkillManifest, SkillResources, SkillSecret } from '@blufio/core'
import { countWords } from './amount-words.ts'
import { safeLine } from './terminal-text.ts'

/** What a skill may reach and use up, in words, a line each. Safe for a terminal. */
export function permissionWords({
  capabilities,
  resources,
}: Pick<SkillManifest, 'capabilities' | 'resources'>): string {
  return [
    'It may',
    ...grantWords(capabilities).map((line) => `  - ${line}`),
    'One run may use',
    ...limitWords(resources).map((line) => `  - ${line}`),
  ].join('\n')
}

/** Whether a skill may reach anything outside its own memory. */
export function asksForSomething(capabilities: SkillCapabilities): boolean {
  return grantNames(capabilities).length > 0
}

/** What a skill may reach, in a word each. */
export function grantNames(capabilities: SkillCapabilities): readonly string[] {
  const { network, filesystem, env, secrets, clock, random } = capabilities
  const granted = {
    network: network?.domains,
    secrets,
    files: [...(filesystem?.read ?? []), ...(filesystem?.write ?? [])],
    environment: env,
    clock: clock === true ? [clock] : [],
    random: random === true ? [random] : [],
  }
  return Object.entries(granted).flatMap(([name, list = []]) => (list.length === 0 ? [] : [name]))
}

function grantWords(capabilities: SkillCapabilities): readonly string[] {
  const { network, filesystem, env, secrets = [], clock, random } = capabilities
  const domains = network?.domains ?? []
  const plain = domains.flatMap((domain) => (domain.startsWith(HTTP) ? [domain.slice(HTTP.length)] : []))
  const words = [
    ...listed(
      'send requests to',
      domains.filter((domain) => !domain.startsWith(HTTP)),
      ' (https)',
    ),
    ...listed('send requests to', plain, ' by unencrypted http'),
    ...secrets.map(secretWords),
    ...pathWords('read files', filesystem?.read),
    ...pathWords('write files', filesystem?.write),
    ...listed('read the environment variables', env),
    ...(clock === true ? ['read the real clock'] : []),
    ...(random === true ? ['get real random numbers'] : []),
  ]
  return words.length > 0 ? words : ['read its input, answer and write a log, and reach nothing else']
}

const HTTP = 'http://'

function secretWords(secret: SkillSecret): string {
  const { name, domain } = secret
  const place = 'header' in secret ? `header ${secret.header.toLowerCase()}` : `query parameter ${secret.query}`
  return safeLine(`have the host add the secret ${name} to requests to ${domain} (${place})`)
}

function pathWords(what: string, paths: readonly string[] = []): readonly string[] {
  const isOwn = (path: string): boolean => !/^[/~]/.test(path)
  return [
    ...listed(
      `${what} under`,
      paths.filter((path) => !isOwn(path)),
    ),
    ...listed(`${what} of its own under`, paths.filter(isOwn)),
  ]
}

function listed(what: string, items: readonly string[] = [], end = ''): readonly string[] {
  return items.length === 0 ? [] : [`${what} ${items.map(safeLine).join(', ')}${end}`]
}

function limitWords({ fuel, memoryMb, epochTimeoutSecs }: SkillResources): readonly string[] {
  return [
    `${countWords(fuel)} units of fuel, about one for each instruction`,
    `${countWords(memoryMb)} MiB of memory`,
    `${epochTimeoutSecs} ${epochTimeoutSecs === 1 ? 'second' : 'seconds'} of time`,
  ]
}
