import { ManifestError, type ManifestIssue } from '../src/manifest-error.ts'
import { parseManifest } from '../src/parse-manifest.ts'

/** The least that a manifest must say; four lines, open for more keys of `[skill]` or further tables. */
export const MINIMAL = '[skill]\nname = "tiny"\nversion = "1.0.0"\ndescription = "Does little"\n'

/** The error that `parseManifest` throws for `toml`; fails when it throws none or another one. */
export function errorOf(toml: string): ManifestError {
  try {
    parseManifest(toml)
  } catch (error) {
    if (error instanceof ManifestError) return error
    throw error
  }
  throw new Error('the manifest was accepted')
}

/** What `parseManifest` finds wrong with `toml`. */
export function issuesOf(toml: string): readonly ManifestIssue[] {
  return errorOf(toml).issues
}
