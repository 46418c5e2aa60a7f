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

Without \`blufio\` the build is

\`\`\`sh
${buildCommand}
cp target/wasm32-unknown-unknown/release/${crateName(name)}.wasm skill.wasm
\`\`\`

| file | what |
|---|---|
| \`src/lib.rs\` | what the skill does: start here |
| \`src/json.rs\` | takes the text out of the input |
| \`src/blufio.rs\` | the functions of the host |
| \`skill.toml\` | name, capabilities, limits |
| \`SKILL.md\` | what a model reads before it calls the skill |
`
}
