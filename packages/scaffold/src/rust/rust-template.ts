import type { SkillTemplate } from '../skill-template.ts'
import { BLUFIO_RS } from './blufio-rs.ts'
import { cargoToml } from './cargo-toml.ts'
import { JSON_RS } from './json-rs.ts'
import { libRs } from './lib-rs.ts'
import { rustReadme } from './readme.ts'

const BUILD_COMMAND = 'cargo build --release --target wasm32-unknown-unknown'

/** A skill in Rust, with no crate beside the standard library. */
export const rustTemplate: SkillTemplate = {
  id: 'rust',
  title: 'Rust',
  buildCommand: BUILD_COMMAND,
  needs: 'Rust with the target wasm32-unknown-unknown (rustup target add wasm32-unknown-unknown)',
  files: (project) => [
    ['README.md', rustReadme(project, BUILD_COMMAND)],
    ['Cargo.toml', cargoToml(project)],
    ['src/lib.rs', libRs(project)],
    ['src/json.rs', JSON_RS],
    ['src/blufio.rs', BLUFIO_RS],
    ['.gitignore', 'target/\n*.wasm\n'],
  ],
}
