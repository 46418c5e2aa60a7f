/** How a terminal is told of a colour (ECMA-48, 8.3.117): no control character may stand in a literal expression. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

/** What a failed assertion found: its message, then the lines in which the two values differ, `-` expected and `+` found. */
export function foundText({ message, diff }: { readonly message: string; readonly diff?: unknown }): string {
  if (typeof diff !== 'string') return message
  const lines = diff.replaceAll(COLOURS, '').split('\n')
  return [message, ...lines.filter((line) => /^[-+] /.test(line) && !/^[-+] (Expected|Received)\b/.test(line))].join(
    '\n',
  )
}
