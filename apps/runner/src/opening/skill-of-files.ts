import { SIGNATURE_FILE, SKILL_DOCUMENTS } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import type { OpenedSkill, SkillFiles } from './opened-skill.ts'
import { pageError } from './page-error.ts'

/**
 * The skill that `files` are, which came from `origin`. Throws `ERR_RUNNER_FILE_MISSING`, `ERR_RUNNER_TEXT` and what `parseManifest` throws.
 */
export function skillOfFiles(files: SkillFiles, origin: string): OpenedSkill {
  const read = (name: string, hint: string): Uint8Array => {
    const bytes = files.get(name)
    if (bytes !== undefined) return bytes
    throw pageError('ERR_RUNNER_FILE_MISSING', `there is no ${name} in ${origin}`, hint)
  }
  const toml = read('skill.toml', 'a skill is its skill.toml and its module: open both together, or their folder')
  const manifestToml = exactText(toml, 'skill.toml')
  const manifest = parseManifest(manifestToml, { file: `skill.toml of ${origin}` })
  const { wasmEntry } = manifest
  const wasm = read(wasmEntry, 'it is the module that skill.toml names: open it together with skill.toml')
  const documents: Record<string, string> = {}
  for (const name of SKILL_DOCUMENTS) {
    const bytes = files.get(name)
    if (bytes !== undefined) documents[name] = exactText(bytes, name)
  }
  const skill = { manifest, manifestToml, wasm, documents, origin }
  for (const name of [SIGNATURE_FILE, `${wasmEntry}.sig`]) {
    const bytes = files.get(name)
    if (bytes !== undefined) return { ...skill, signature: exactText(bytes, name) }
  }
  return skill
}

// Its bytes come from the text again when its digest is made: a mark or a broken character would change it.
function exactText(bytes: Uint8Array, name: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.startsWith('\uFEFF')) return text
  } catch {
    // Told below, as a mark is.
  }
  throw pageError('ERR_RUNNER_TEXT', `${name} is not plain UTF-8`, 'save it as UTF-8 without a byte order mark')
}
