import { reachSection } from '../reach-section.ts'
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

${reachSection({ file: 'assembly/index.ts', language: 'ts', code: FETCH, bindings: 'assembly/blufio.ts' })}

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

const FETCH = `import { fetch, Level, log, readInput, setOutput } from './blufio'

export function run(): void {
  const url = readInput().replaceAll('"', '')
  const response = fetch('GET', url, 'accept: text/plain\\n')
  if (response.failure == 0) setOutput(response.text())
  else log(Level.Error, 'no response: ' + response.failure.toString())
}`
