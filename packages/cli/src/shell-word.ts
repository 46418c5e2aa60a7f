/** `text` as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w./\\:=@,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The path `text` as one word of a POSIX shell, never taken for an option. */
export function shellPath(text: string): string {
  return shellWord(text.startsWith('-') ? `./${text}` : text)
}
