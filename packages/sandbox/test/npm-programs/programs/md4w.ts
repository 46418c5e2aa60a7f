import { init, mdToHtml } from 'md4w'

/** A renderer of Markdown in C and Zig that streams its output to the host piece by piece. */
export async function run(): Promise<unknown> {
  await init('fast')
  return { html: mdToHtml(PAGE.repeat(30)) }
}

const PAGE = `# Title & more

A *paragraph* with **bold**, \`code\`, [a link](https://example.com "t"), ~~gone~~ and https://example.org.

| a | b |
|:--|--:|
| 1 | 2 |

- [x] done
- [ ] open
  1. nested

> quote
\`\`\`js
let x = 1 < 2
\`\`\`
<b>raw</b> &copy; &#955;
`
