import type { BlufioError, SkillConfig, SkillManifest } from '@blufio/core'
import { expectTypeOf, test } from 'vitest'
import { formatManifest, type ManifestError, type ManifestIssue, parseConfig, parseManifest } from '../../src/index.ts'
import { loadConfig, loadManifest } from '../../src/node.ts'

test('the functions take and give what the docs say', () => {
  expectTypeOf(parseManifest).toBeCallableWith('')
  expectTypeOf(parseManifest).toBeCallableWith('', { defaults: {} as SkillConfig, file: 'skill.toml' })
  expectTypeOf(parseManifest).returns.toEqualTypeOf<SkillManifest>()
  expectTypeOf(parseConfig).returns.toEqualTypeOf<SkillConfig>()
  expectTypeOf(formatManifest).toEqualTypeOf<(manifest: SkillManifest) => string>()
  expectTypeOf(loadManifest).returns.toEqualTypeOf<Promise<SkillManifest>>()
  expectTypeOf(loadConfig).returns.toEqualTypeOf<Promise<SkillConfig>>()
})

test('an error has the fields that callers rely on', () => {
  expectTypeOf<ManifestError>().toExtend<BlufioError>()
  expectTypeOf<ManifestError['issues']>().toEqualTypeOf<readonly ManifestIssue[]>()
  expectTypeOf<ManifestIssue>().toEqualTypeOf<{
    readonly path: string
    readonly message: string
    readonly line: number
    readonly column: number
    readonly expected?: string
    readonly received?: string
  }>()
})
