/** How a language reaches something. */
export interface ReachExample {
  /** The file that `code` is all of. */
  readonly file: string
  /** What Markdown calls the language. */
  readonly language: string
  readonly code: string
  /** The file that has the functions of the host. */
  readonly bindings: string
}

/** What a project's README tells of grants: a skill that fetches a URL, and what it takes. */
export function reachSection({ file, language, code, bindings }: ReachExample): string {
  return `## Reach something

Grant it in \`skill.toml\`:

\`\`\`toml
[capabilities.network]
domains = ["api.example.com"]
\`\`\`

and ask for it, here in a whole \`${file}\`, whose input is a URL:

\`\`\`${language}
${code}
\`\`\`

\`${bindings}\` has functions for files as well. A server of your own machine is granted as
\`domains = ["http://127.0.0.1:8080"]\`, and reached with \`blufio skill run … --allow-address 127.0.0.1\`.`
}
