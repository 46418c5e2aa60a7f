import { SIGNATURE_FILE, SKILL_DOCUMENTS, type SkillConfig } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import { cliError } from '../cli-error.ts'
import { exactText, type SkillFiles } from '../skill-files.ts'

/**
 * The skill of `files`, by their paths beside its skill.toml; `place` is what messages call where they are. Throws
 * `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ` and what `parseManifest` throws.
 */
export function skillOfFiles(
  files: ReadonlyMap<string, Uint8Array>,
  { config, place }: { readonly config: SkillConfig; readonly place: string },
): SkillFiles {
  const at = (name: string) => `${place}: ${name}`
  const need = (name: string, hint: string): Uint8Array => {
    const bytes = files.get(name)
    if (bytes !== undefined) return bytes
    throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no ${name} in ${place}`, { hint })
  }
  const toml = need('skill.toml', 'name what holds a skill: its skill.toml, its module and its documents')
  const manifestToml = exactText(toml, at('skill.toml'))
  const manifest = parseManifest(manifestToml, { defaults: config, file: at('skill.toml') })
  const { wasmEntry } = manifest
  const wasm = need(wasmEntry, 'whoever packed it left out the module, or moved it: ask for it whole')
  const documents: Record<string, string> = {}
  for (const name of SKILL_DOCUMENTS) {
    const bytes = files.get(name)
    if (bytes !== undefined) documents[name] = exactText(bytes, at(name))
  }
  const signature = [SIGNATURE_FILE, `${wasmEntry}.sig`].find((name) => files.has(name))
  const skill = { manifest, manifestToml, wasm, documents, wasmFile: at(wasmEntry) }
  if (signature === undefined) return skill
  return { ...skill, signature: exactText(need(signature, ''), at(signature)) }
}
