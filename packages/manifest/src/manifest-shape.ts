import type { SkillManifest } from '@blufio/core'
import { assertArgument, assertOptions } from './argument-check.ts'
import { MANIFEST_KIND as KIND } from './document-kind.ts'

const HINT = 'parseManifest and loadManifest make manifests'

/** Throws a ManifestError `ERR_MANIFEST_ARGUMENT` where `manifest` lacks a part or has one of another type than a SkillManifest. */
export function assertManifestShape(manifest: SkillManifest): void {
  const { name, version, description, author, capabilities, resources, wasmEntry } = assertOptions(
    KIND,
    manifest,
    'manifest',
  )
  for (const [key, value] of Object.entries({ name, version, description, wasmEntry })) assertType('string', key, value)
  if (author !== undefined) assertType('string', 'author', author)
  const { env, network, filesystem, secrets, clock, random } = assertOptions(
    KIND,
    capabilities,
    'manifest.capabilities',
  )
  assertList('capabilities.env', env)
  if (network !== undefined) {
    assertList('capabilities.network.domains', assertOptions(KIND, network, 'manifest.capabilities.network')['domains'])
  }
  if (filesystem !== undefined) {
    const { read, write } = assertOptions(KIND, filesystem, 'manifest.capabilities.filesystem')
    assertList('capabilities.filesystem.read', read)
    assertList('capabilities.filesystem.write', write)
  }
  if (secrets !== undefined) assertSecrets(secrets)
  if (clock !== undefined && clock !== true) assertType('string', 'capabilities.clock', clock)
  if (random !== undefined && random !== true) assertType('number', 'capabilities.random', random)
  const { fuel, memoryMb, epochTimeoutSecs } = assertOptions(KIND, resources, 'manifest.resources')
  assertType('bigint', 'resources.fuel', fuel)
  assertType('number', 'resources.memoryMb', memoryMb)
  assertType('number', 'resources.epochTimeoutSecs', epochTimeoutSecs)
}

function assertSecrets(secrets: unknown): void {
  const key = 'capabilities.secrets'
  const argument = { name: `manifest.${key}`, value: secrets, expected: 'a list of secrets', hint: HINT }
  assertArgument(Array.isArray(secrets), KIND, argument)
  for (const [index, secret] of (secrets as readonly unknown[]).entries()) {
    const { name, domain, header, prefix, query } = assertOptions(KIND, secret, `manifest.${key}[${index}]`)
    for (const [part, value] of Object.entries({ name, domain }))
      assertType('string', `${key}[${index}].${part}`, value)
    for (const [part, value] of Object.entries({ header, prefix, query })) {
      if (value !== undefined) assertType('string', `${key}[${index}].${part}`, value)
    }
  }
}

function assertType(type: 'string' | 'bigint' | 'number', key: string, value: unknown): void {
  const name = `manifest.${key}`
  assertArgument(typeof value === type, KIND, { name, value, expected: `a ${type}`, hint: HINT })
}

function assertList(key: string, value: unknown): void {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  assertArgument(isList, KIND, { name: `manifest.${key}`, value, expected: 'a list of strings', hint: HINT })
}
