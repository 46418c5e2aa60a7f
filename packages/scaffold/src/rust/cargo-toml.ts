import { quoteToml } from '../quoted-text.ts'
import type { SkillProject } from '../skill-template.ts'
import { crateName } from './crate-name.ts'

/** The package of the skill: one `cdylib`, built for size. */
export function cargoToml({ name, description, author }: SkillProject): string {
  return `[package]
name = ${quoteToml(crateName(name))}
version = "0.1.0"
edition = "2021"
description = ${quoteToml(description)}
${author === undefined ? '' : `authors = [${quoteToml(author)}]\n`}publish = false

[lib]
crate-type = ["cdylib"]

[profile.release]
opt-level = "s"
lto = true
codegen-units = 1
panic = "abort"
strip = true

# A package of its own, also inside the folder of another workspace.
[workspace]
`
}
