import { reachSection } from '../reach-section.ts'
import { runCommand } from '../run-command.ts'
import type { SkillProject } from '../skill-template.ts'
import { crateName } from './crate-name.ts'

/** How to build, run and change the project, for the author of the skill. */
export function rustReadme({ name }: SkillProject, buildCommand: string): string {
  return `# ${name}

A Blufio skill in Rust: a small WebAssembly program that reads JSON, answers, and reaches nothing that \`skill.toml\`
does not name.

Once on each machine, the target:

\`\`\`sh
rustup target add wasm32-unknown-unknown
\`\`\`

Build it, look at what it asks for and install it, run it, all in this folder:

\`\`\`sh
blufio skill build
blufio skill install .
${runCommand(name)}
\`\`\`

${reachSection({ file: 'src/lib.rs', language: 'rust', code: FETCH, bindings: 'src/blufio.rs' })}

## Without blufio

Without \`blufio\` the build is

\`\`\`sh
${buildCommand}
cp target/wasm32-unknown-unknown/release/${crateName(name)}.wasm skill.wasm
\`\`\`

## Files

| file | what |
|---|---|
| \`src/lib.rs\` | what the skill does: start here |
| \`src/json.rs\` | takes the text out of the input |
| \`src/blufio.rs\` | the functions of the host |
| \`skill.toml\` | name, capabilities, limits |
| \`SKILL.md\` | what a model reads before it calls the skill |
`
}

const FETCH = `mod blufio;

#[no_mangle]
pub extern "C" fn run() {
    let input = blufio::input();
    let url = input.trim_matches('"');
    match blufio::fetch("GET", url, &[("accept", "text/plain")], b"") {
        Ok(response) => blufio::set_output(&response.text()),
        Err(failure) => blufio::log(blufio::Level::Error, &format!("no response: {failure:?}")),
    }
}`
