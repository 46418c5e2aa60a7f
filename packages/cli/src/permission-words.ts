import type { SkillCapabilities, SkillManifest, SkillResources } from '@blufio/core'
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
export function asksForSomething({ network, filesystem, env }: SkillCapabilities): boolean {
  const lists = [network?.domains, filesystem?.read, filesystem?.write, env]
  return lists.some((list) => list !== undefined && list.length > 0)
}

function grantWords(capabilities: SkillCapabilities): readonly string[] {
  if (!asksForSomething(capabilities)) return ['read its input, answer and write a log, and reach nothing else']
  const { network, filesystem, env } = capabilities
  return [
    ...listed('send requests to', network?.domains).map(notYet),
    ...listed('read files under', filesystem?.read).map(notYet),
    ...listed('write files under', filesystem?.write).map(notYet),
    ...listed('read the environment variables', env),
  ]
}

// Approved, yet a module that imports these functions does not load.
function notYet(grant: string): string {
  return `${grant} (not provided by this version)`
}

function listed(what: string, items: readonly string[] = []): readonly string[] {
  return items.length === 0 ? [] : [`${what} ${items.map(safeLine).join(', ')}`]
}

function limitWords({ fuel, memoryMb, epochTimeoutSecs }: SkillResources): readonly string[] {
  return [
    `${countWords(fuel)} units of fuel, about one for each instruction`,
    `${countWords(memoryMb)} MiB of memory`,
    `${epochTimeoutSecs} ${epochTimeoutSecs === 1 ? 'second' : 'seconds'} of time`,
  ]
}
