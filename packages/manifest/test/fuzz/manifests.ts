import {
  MAX_FUEL,
  MAX_MEMORY_MB,
  MAX_TIMEOUT_SECS,
  type SkillManifest,
  type SkillSecret,
  skillNameProblem,
} from '@blufio/core'
import fc from 'fast-check'
import { domainProblem } from '../../src/domain-rule.ts'
import { envNameProblem } from '../../src/env-name-rule.ts'
import { grantedPathProblem, wasmEntryProblem } from '../../src/path-rule.ts'
import { textProblem } from '../../src/text-rule.ts'

const line = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.constantFrom('"', "'''", '\\', '\\u0041', '"""', '#', '👩‍👩‍👧', 'x'.repeat(maxLength)),
    )
    .filter((text) => textProblem(text, { maxLength, joiners: true }) === undefined)

const list = (item: fc.Arbitrary<string>): fc.Arbitrary<string[]> => fc.uniqueArray(item, { maxLength: 5 })

const identifier = fc
  .array(fc.constantFrom('0', 'a', 'Z', '-', '10'), { minLength: 1, maxLength: 4 })
  .map((parts) => `x${parts.join('')}`)

const version = fc
  .tuple(fc.nat(), fc.nat(), fc.nat(), fc.array(identifier, { maxLength: 3 }), fc.array(identifier, { maxLength: 3 }))
  .map(([major, minor, patch, pre, build]) => [
    `${major}.${minor}.${patch}`,
    pre.length > 0 ? `-${pre.join('.')}` : '',
    build.length > 0 ? `+${build.join('.')}` : '',
  ])
  .map((parts) => parts.join(''))

const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.domain().map((name) => `*.${name}`),
  fc.constantFrom('localhost', '[::1]'),
  fc.tuple(fc.domain(), fc.integer({ min: 81, max: 442 })).map(([text, port]) => `http://*.${text}:${port}`),
)
const name = fc
  .string({ unit: fc.constantFrom(...'aZ_9'), minLength: 1 })
  .filter((text) => envNameProblem(text) === undefined)

/** Different secrets of hosts of their own, which covers them, and neither variables nor other domains can meet. */
const secrets: fc.Arbitrary<readonly SkillSecret[]> = fc
  .array(
    fc.record({
      name: name.map((text) => `S_${text}`),
      port: fc.option(fc.integer({ min: 1, max: 442 }), { nil: undefined }),
      place: fc.oneof(
        fc.constantFrom<Place>({ header: 'Authorization', prefix: 'Bearer ' }, { header: 'x-key' }),
        fc.constantFrom<Place>({ query: 'key' }),
      ),
    }),
    { maxLength: 4 },
  )
  .map((sketches) =>
    sketches.map(({ name, port, place }, index) => {
      const domain = `s${index}.secret.example${port === undefined ? '' : `:${port}`}`
      return { name, domain, ...place }
    }),
  )

type Place = { readonly header: string; readonly prefix?: string } | { readonly query: string }

const instant = fc
  .date({ min: new Date(0), max: new Date('2261-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('.000Z', 'Z'))

const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const path = fc
  .tuple(fc.constantFrom('', '/', '~/'), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([start, parts]) => `${start}${parts.join('/')}`.normalize('NFC'))
  .filter((text) => grantedPathProblem(text) === undefined)

/** Every valid manifest, as far as random ones go: the rules themselves judge the generated values. */
export const manifest: fc.Arbitrary<SkillManifest> = fc
  .record({
    name: fc
      .string({ unit: fc.constantFrom(...'azAZ09-_'), minLength: 1, maxLength: 64 })
      .filter((name) => skillNameProblem(name) === undefined),
    version,
    description: line(1024),
    author: fc.option(line(256), { nil: undefined }),
    network: fc.option(list(host.filter((text) => domainProblem(text) === undefined)), { nil: undefined }),
    filesystem: fc.option(fc.record({ read: list(path), write: list(path) }), { nil: undefined }),
    env: list(name.map((text) => `E_${text}`)),
    secrets: fc.option(secrets, { nil: undefined }),
    clock: fc.option(fc.oneof(fc.constant<true>(true), instant), { nil: undefined }),
    random: fc.option(fc.oneof(fc.constant<true>(true), fc.maxSafeNat()), { nil: undefined }),
    fuel: fc.oneof(fc.bigInt({ min: 0n, max: MAX_FUEL }), fc.constantFrom(0n, MAX_FUEL)),
    memoryMb: fc.integer({ min: 1, max: MAX_MEMORY_MB }),
    epochTimeoutSecs: fc.oneof(
      fc.double({ min: 0, minExcluded: true, max: MAX_TIMEOUT_SECS, noNaN: true }),
      fc.integer({ min: 1, max: MAX_TIMEOUT_SECS }),
    ),
    wasmEntry: path.map((text) => `${text}.wasm`).filter((text) => wasmEntryProblem(text) === undefined),
  })
  .map(({ author, network, filesystem, env, secrets, clock, random, fuel, memoryMb, epochTimeoutSecs, ...rest }) => {
    const domains = [...(network ?? []), ...new Set(secrets?.map(({ domain }) => domain))]
    return {
      ...rest,
      ...(author === undefined ? {} : { author }),
      capabilities: {
        ...(network === undefined && domains.length === 0 ? {} : { network: { domains } }),
        ...(filesystem && { filesystem }),
        env,
        ...(secrets && { secrets }),
        ...(clock === undefined ? {} : { clock }),
        ...(random === undefined ? {} : { random }),
      },
      resources: { fuel, memoryMb, epochTimeoutSecs },
    }
  })
