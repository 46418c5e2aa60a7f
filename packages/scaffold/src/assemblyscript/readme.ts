import { runCommand } from '../run-command.ts'
import type { SkillProject } from '../skill-template.ts'

/** How to build, run and change the project, for the author of the skill. */
export function assemblyscriptReadme({ name }: SkillProject): string {
  return `# ${name}

A Blufio skill in AssemblyScript: a small WebAssembly program that reads JSON, answers, and reaches nothing that
\`skill.toml\` does not name.

Install the compiler, build the skill, look at what it asks for and install it, run it, all in this folder:

\`\`\`sh
npm install
blufio skill build
blufio skill install .
${runCommand(name)}
\`\`\`

Without \`blufio\` the build is \`npm run build\`.

## Reach something

Grant it in \`skill.toml\`:

\`\`\`toml
[capabilities.network]
domains = ["api.example.com"]
\`\`\`

and ask for it, here in a whole \`assembly/index.ts\`, whose input is a URL:

\`\`\`ts
import { fetch, Level, log, readInput, setOutput } from './blufio'

export function run(): void {
  const url = readInput().replaceAll('"', '')
  const response = fetch('GET', url, 'accept: text/plain\\n')
  if (response.failure == 0) setOutput(response.text())
  else log(Level.Error, 'no response: ' + response.failure.toString())
}
\`\`\`

\`assembly/blufio.ts\` has functions for files as well. A server of your own machine is granted as
\`domains = ["http://127.0.0.1:8080"]\`, and reached with \`blufio skill run … --allow-address 127.0.0.1\`.

## Files

| file | what |
|---|---|
| \`assembly/index.ts\` | what the skill does: start here |
| \`assembly/json.ts\` | takes the text out of the input |
| \`assembly/blufio.ts\` | the functions of the host |
| \`asconfig.json\` | how it is compiled |
| \`skill.toml\` | name, capabilities, limits |
| \`SKILL.md\` | what a model reads before it calls the skill |
`
}
