/** The command that runs the installed skill `name` on an example, as typed in a shell. */
export function runCommand(name: string): string {
  const input = `--input '{"text": "the quick brown fox"}'`
  // A name that starts with a hyphen would be taken for an option.
  return name.startsWith('-') ? `blufio skill run ${input} -- ${name}` : `blufio skill run ${name} ${input}`
}
