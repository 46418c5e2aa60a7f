import { DEFAULT_RESOURCES, DEFAULT_WASM_ENTRY } from '@blufio/core'
import { quoteJson, quoteToml } from './quoted-text.ts'
import type { SkillProject } from './skill-template.ts'

/** The manifest: no capability granted, the default limits. */
export function skillToml({ name, description, author }: SkillProject): string {
  return `[skill]
name = ${quoteToml(name)}
version = "0.1.0"
description = ${quoteToml(description)}
${author === undefined ? '' : `author = ${quoteToml(author)}\n`}
# What the skill may reach. What is not listed is denied, and who installs the skill sees this list first.
[capabilities]
env = []                  # names of environment variables, such as "LANG"

# clock = true            # the real time; without it, it is always 1970
# random = true           # real random numbers; without it, they are always the same

# [capabilities.network]
# domains = ["api.example.com", "*.example.org"]

# [capabilities.filesystem]
# read = ["cache", "/usr/share/zoneinfo"]    # "cache" is in a folder that each skill has for itself
# write = ["cache"]

# [[capabilities.secrets]]                   # the host adds it to requests; the skill never sees it
# name = "EXAMPLE_API_KEY"
# domain = "api.example.com"
# header = "authorization"
# prefix = "Bearer "

# What one run may use up.
[resources]
fuel = ${DEFAULT_RESOURCES.fuel.toString().replace(/\B(?=(\d{3})+$)/g, '_')}      # about one unit for each instruction
memory_mb = ${DEFAULT_RESOURCES.memoryMb}
epoch_timeout_secs = ${DEFAULT_RESOURCES.epochTimeoutSecs}

[wasm]
entry = ${quoteToml(DEFAULT_WASM_ENTRY)}
`
}

/** What a model reads to know when and how to call the skill. */
export function skillMarkdown({ name, description }: SkillProject): string {
  return `---
name: ${quoteJson(name)}
description: ${quoteJson(description)}
---

# ${name}

Use this skill to count the words of a text and to find its longest word.

Input, one of:

\`\`\`json
{ "text": "the quick brown fox" }
\`\`\`

\`\`\`json
"the quick brown fox"
\`\`\`

Output:

\`\`\`json
{ "words": 4, "longest": "quick" }
\`\`\`

A word is what stands between white space; of several longest words, the first is given.
An input without a text gives \`{ "error": "…" }\`.
`
}
