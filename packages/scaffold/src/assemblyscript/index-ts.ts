import type { SkillProject } from '../skill-template.ts'

/** The skill itself. Only its name is put into code: its characters need no escape in any language. */
export function indexTs({ name }: SkillProject): string {
  return `// ${name}: counts the words of a text and finds the longest one.

${INDEX_TS}`
}

const INDEX_TS = String.raw`import { Level, log, readInput, setOutput } from './blufio'
import { quote, TextReader } from './json'

/** Called by the host, once for each invocation, in a fresh instance. */
export function run(): void {
  const reader = new TextReader(readInput())
  const text = reader.read()
  if (text === null) {
    log(Level.Error, reader.problem)
    setOutput('{"error":' + quote(reader.problem) + '}')
    return
  }
  const count = new WordCount(text)
  log(Level.Info, 'counted ' + count.words.toString() + (count.words == 1 ? ' word' : ' words'))
  setOutput('{"words":' + count.words.toString() + ',"longest":' + quote(count.longest) + '}')
}

/** How many words a text has, and the first of the longest ones. Words are parted by white space. */
class WordCount {
  words: i32 = 0
  longest: string = ''

  constructor(text: string) {
    let longestStart = 0
    let longestEnd = 0
    let longestLength = 0
    let at = 0
    while (at < text.length) {
      if (isSpace(text.charCodeAt(at))) {
        at++
        continue
      }
      const start = at
      let length = 0
      while (at < text.length && !isSpace(text.charCodeAt(at))) {
        // A character beyond U+FFFF is two units of a string.
        at += <u32>text.codePointAt(at) > 0xffff ? 2 : 1
        length++
      }
      this.words++
      if (length > longestLength) {
        longestStart = start
        longestEnd = at
        longestLength = length
      }
    }
    this.longest = text.substring(longestStart, longestEnd)
  }
}

/** White space as Unicode lists it (White_Space). */
function isSpace(unit: i32): bool {
  if (unit < 0x80) return unit == 0x20 || (unit >= 0x09 && unit <= 0x0d)
  if (unit >= 0x2000 && unit <= 0x200a) return true
  return (
    unit == 0x85 ||
    unit == 0xa0 ||
    unit == 0x1680 ||
    unit == 0x2028 ||
    unit == 0x2029 ||
    unit == 0x202f ||
    unit == 0x205f ||
    unit == 0x3000
  )
}
`
