import { SIGNATURE_FILE, SKILL_DOCUMENTS } from '@blufio/core'

const MANIFEST = 'skill.toml'

// The rules of `[wasm] entry`, in one: nothing unseen, nothing that means something else on Windows, no way out of the folder.
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/u
const PART = /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[^/\\:*?<>"|]*[^/\\:*?<>"|. ]$/i
const MAX_LENGTH = 1024

/**
 * The names that an archive with the files `names` has, in their order there: `skill.toml`, the module, `SKILL.md`,
 * `input.schema.json`, `output.schema.json`, the signature. A string says what is wrong with `names` instead: an archive has
 * the first two, at most one signature, either `skill.sig` or the module's name with `.sig`, and nothing else.
 */
export function archiveNames(names: Iterable<string>): readonly string[] | string {
  const given = new Set(names)
  const modules = [...given].filter((name) => name.endsWith('.wasm'))
  const [module] = modules
  if (!given.has(MANIFEST)) return `it has no ${MANIFEST}`
  if (module === undefined || modules.length > 1) return 'it has not one file that ends in ".wasm"'
  if (!isModulePath(module)) return `no module can be at ${JSON.stringify(module.slice(0, 80))}`
  const signatures = [SIGNATURE_FILE, `${module}.sig`]
  const order = [MANIFEST, module, ...SKILL_DOCUMENTS, ...signatures]
  const foreign = [...given].find((name) => !order.includes(name))
  if (foreign !== undefined) return `${JSON.stringify(foreign.slice(0, 80))} is no file of a skill`
  if (signatures.every((name) => given.has(name))) return `it has two signatures, ${signatures.join(' and ')}`
  return order.filter((name) => given.has(name))
}

function isModulePath(path: string): boolean {
  if (path.startsWith('~') || path.length > MAX_LENGTH || UNSEEN.test(path) || path.normalize('NFC') !== path)
    return false
  const parts = path.split('/')
  const others = [MANIFEST, SIGNATURE_FILE, ...SKILL_DOCUMENTS].map((name) => name.toLowerCase())
  // A folder can't be where a file is.
  return (
    parts.every((part) => PART.test(part)) &&
    !others.includes((parts[0] ?? '').toLowerCase()) &&
    /[^/]\.wasm$/.test(path)
  )
}
