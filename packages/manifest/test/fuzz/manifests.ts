import { MAX_FUEL, MAX_MEMORY_MB, MAX_TIMEOUT_SECS, type SkillManifest, skillNameProblem } from '@blufio/core'
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
)
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
    env: list(
      fc
        .string({ unit: fc.constantFrom(...'aZ_9'), minLength: 1 })
        .filter((name) => envNameProblem(name) === undefined),
    ),
    fuel: fc.oneof(fc.bigInt({ min: 0n, max: MAX_FUEL }), fc.constantFrom(0n, MAX_FUEL)),
    memoryMb: fc.integer({ min: 1, max: MAX_MEMORY_MB }),
    epochTimeoutSecs: fc.oneof(
      fc.double({ min: 0, minExcluded: true, max: MAX_TIMEOUT_SECS, noNaN: true }),
      fc.integer({ min: 1, max: MAX_TIMEOUT_SECS }),
    ),
    wasmEntry: path.map((text) => `${text}.wasm`).filter((text) => wasmEntryProblem(text) === undefined),
  })
  .map(({ author, network, filesystem, env, fuel, memoryMb, epochTimeoutSecs, ...rest }) => ({
    ...rest,
    ...(author === undefined ? {} : { author }),
    capabilities: { ...(network && { network: { domains: network } }), ...(filesystem && { filesystem }), env },
    resources: { fuel, memoryMb, epochTimeoutSecs },
  }))
