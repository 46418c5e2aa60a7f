import type { SkillCapabilities, SkillManifest } from '@blufio/core'
import { grantWords, limitWords } from '@blufio/manifest'
import { safeLine } from './terminal-text.ts'

/** What a skill may reach and use up, in words, a line each. Safe for a terminal. */
export function permissionWords({
  capabilities,
  resources,
}: Pick<SkillManifest, 'capabilities' | 'resources'>): string {
  return [
    'It may',
    ...grantWords(capabilities).map(bullet),
    'One run may use',
    ...limitWords(resources).map(bullet),
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

function bullet(line: string): string {
  return `  - ${safeLine(line)}`
}
