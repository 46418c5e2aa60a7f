// Keywords of all editions (The Rust Reference, "Keywords"), crates that every program has, and folders of
// Cargo's target directory: Cargo or rustc refuse each as the name of a package.
const RESERVED = new Set(
  `abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl
  in let loop macro match mod move mut override priv pub ref return self static struct super trait true try type typeof
  unsafe unsized use virtual where while yield
  alloc core proc_macro std test
  build deps examples incremental`.split(/\s+/),
)

/** A name for the package and crate of the skill `name`: a lower-case identifier that Cargo and rustc accept. */
export function crateName(name: string): string {
  const identifier = name.toLowerCase().replaceAll('-', '_')
  if (/^[a-z]/.test(identifier) && !RESERVED.has(identifier)) return identifier
  const stem = identifier.replace(/^_+/, '')
  return stem === '' ? 'skill' : `skill_${stem}`
}
