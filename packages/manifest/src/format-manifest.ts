import type { SkillManifest, SkillSecret } from '@blufio/core'
import { assertManifestShape } from './manifest-shape.ts'
import { parseManifest } from './parse-manifest.ts'

/**
 * `manifest` as the text of a skill.toml: TOML 1.0, every limit written out, keys in the order of docs/manifest.md.
 * `parseManifest` gives back an equal manifest. Throws the ManifestError of `parseManifest` when `manifest` breaks a rule,
 * and `ERR_MANIFEST_ARGUMENT` when it is no manifest at all.
 */
export function formatManifest(manifest: SkillManifest): string {
  assertManifestShape(manifest)
  const { network, filesystem, env, clock, random, secrets } = manifest.capabilities
  const { fuel, memoryMb, epochTimeoutSecs } = manifest.resources
  const sections = [
    section('skill', {
      name: manifest.name,
      version: manifest.version,
      description: manifest.description,
      author: manifest.author,
    }),
    section('capabilities', { env, clock, random, secrets: secrets?.length === 0 ? [] : undefined }),
    network && section('capabilities.network', { domains: network.domains }),
    filesystem && section('capabilities.filesystem', { read: filesystem.read, write: filesystem.write }),
    ...(secrets ?? []).map(secretSection),
    section('resources', { fuel, memory_mb: memoryMb, epoch_timeout_secs: epochTimeoutSecs }),
    section('wasm', { entry: manifest.wasmEntry }),
  ]
  const toml = sections.filter((text) => text !== undefined).join('\n')
  // A value that a program put together can break every rule there is: what is written must be readable.
  parseManifest(toml)
  return toml
}

function secretSection(secret: SkillSecret): string {
  const { name, domain } = secret
  const place = 'header' in secret ? { header: secret.header, prefix: secret.prefix } : { query: secret.query }
  return section('[capabilities.secrets]', { name, domain, ...place })
}

type Value = string | bigint | number | true | readonly string[] | undefined

function section(name: string, values: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${formatValue(value)}\n`],
  )
  return `[${name}]\n${lines.join('')}`
}

function formatValue(value: Exclude<Value, undefined>): string {
  if (typeof value === 'string') return quote(value)
  if (value === true) return 'true'
  if (typeof value === 'bigint' || typeof value === 'number') return groupDigits(String(value))
  return `[${value.map(quote).join(', ')}]`
}

/** A basic string; JSON's escapes are all TOML's, and DEL is the one character more that TOML wants escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F')
}

/** `500_000_000` for 500000000; only for plain integers of more than four digits. */
function groupDigits(digits: string): string {
  return /^[0-9]{5,}$/.test(digits) ? digits.replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, '_') : digits
}
