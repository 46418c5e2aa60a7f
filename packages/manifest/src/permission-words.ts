import type { SkillCapabilities, SkillResources, SkillSecret } from '@blufio/core'

/** What a skill may reach, a line each. What the manifest's author wrote stands in them as it is: make it safe for where it is shown. */
export function grantWords(capabilities: SkillCapabilities): readonly string[] {
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
  return `have the host add the secret ${name} to requests to ${domain} (${place})`
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
  return items.length === 0 ? [] : [`${what} ${items.join(', ')}${end}`]
}

/** What one run may use up, a line each. */
export function limitWords({ fuel, memoryMb, epochTimeoutSecs }: SkillResources): readonly string[] {
  return [
    `${countWords(fuel)} units of fuel, about one for each instruction`,
    `${countWords(memoryMb)} MiB of memory`,
    `${epochTimeoutSecs} ${epochTimeoutSecs === 1 ? 'second' : 'seconds'} of time`,
  ]
}

function countWords(count: bigint | number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}
