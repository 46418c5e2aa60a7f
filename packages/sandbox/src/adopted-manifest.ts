import {
  assertSkillName,
  isBlufioError,
  MAX_FUEL,
  MAX_MEMORY_MB,
  MAX_TIMEOUT_SECS,
  type SkillCapabilities,
  type SkillManifest,
} from '@blufio/core'
import { SandboxError } from './sandbox-error.ts'

/**
 * A copy of a manifest that nobody can change, checked for values that no skill.toml can hold.
 *
 * @throws SandboxError `ERR_SKILL_MANIFEST`
 */
export function adoptManifest(given: SkillManifest): SkillManifest {
  const manifest = frozenCopyOf(given)
  const { name, capabilities, resources } = manifest
  const problem = (text: string): SandboxError =>
    new SandboxError('ERR_SKILL_MANIFEST', `the manifest of '${name}' ${text}`)
  try {
    assertSkillName(name)
  } catch (cause) {
    throw new SandboxError('ERR_SKILL_MANIFEST', isBlufioError(cause) ? cause.message : 'the manifest has no name', {
      cause,
    })
  }
  const { fuel, memoryMb, epochTimeoutSecs } = resources ?? {}
  if (typeof fuel !== 'bigint' || fuel < 0n || fuel > MAX_FUEL) {
    throw problem(`asks for ${String(fuel)} fuel: expected a bigint from 0 to ${MAX_FUEL}`)
  }
  if (!Number.isInteger(memoryMb) || memoryMb < 1 || memoryMb > MAX_MEMORY_MB) {
    throw problem(`asks for ${memoryMb} MiB of memory: expected a whole number from 1 to ${MAX_MEMORY_MB}`)
  }
  if (typeof epochTimeoutSecs !== 'number' || !(epochTimeoutSecs > 0 && epochTimeoutSecs <= MAX_TIMEOUT_SECS)) {
    throw problem(`asks for ${epochTimeoutSecs} seconds: expected a number above 0, at most ${MAX_TIMEOUT_SECS}`)
  }
  const wrong = faultOf(capabilities)
  if (wrong !== undefined) throw problem(`has no ${wrong}`)
  return manifest
}

/** What a manifest lacks of the shape of its capabilities, in words. */
function faultOf(capabilities: SkillCapabilities | undefined): string | undefined {
  const { env, network, filesystem, secrets = [], clock, random } = capabilities ?? {}
  if (!areTexts(env)) return 'list of strings as capabilities.env'
  if (network !== undefined && !areTexts(network?.domains)) return 'list of strings as capabilities.network.domains'
  if (filesystem !== undefined && !(areTexts(filesystem?.read) && areTexts(filesystem?.write))) {
    return 'lists of strings as capabilities.filesystem.read and write'
  }
  if (!(Array.isArray(secrets) && secrets.every(isSecret))) return 'list of secrets as capabilities.secrets'
  if (clock !== undefined && clock !== true && Number.isNaN(Date.parse(clock))) {
    return 'instant, and not true, as capabilities.clock'
  }
  if (random !== undefined && random !== true && !(Number.isSafeInteger(random) && random >= 0)) {
    return 'whole number from 0 to 2^53 - 1, and not true, as capabilities.random'
  }
  return undefined
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isSecret(value: unknown): boolean {
  const { name, domain, header, query, prefix = '' }: { [key: string]: unknown } = Object(value)
  const place = header === undefined ? query : query === undefined ? header : undefined
  return [name, domain, place, prefix].every((text) => typeof text === 'string')
}

function frozenCopyOf(manifest: SkillManifest): SkillManifest {
  try {
    const copy: unknown = structuredClone(manifest)
    if (typeof copy === 'object' && copy !== null) return freezeDeep(copy as SkillManifest)
  } catch (cause) {
    throw new SandboxError('ERR_SKILL_MANIFEST', 'the manifest holds something that is no data', { cause })
  }
  throw new SandboxError('ERR_SKILL_MANIFEST', 'the manifest is no object', { hint: 'make it by parseManifest' })
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) freezeDeep(part)
  }
  return value
}
