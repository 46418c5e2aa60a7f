// text-statistics: counts a text's characters, words and sentences, and finds its most frequent words.
import { Level, log, readInput, setOutput } from '../blufio'
import { JsonReader, quote } from '../json'

const SHOWN_WORDS = 5

export function run(): void {
  const input = new JsonReader(readInput()).read()
  const text = input === null ? '' : input.textOf('text', '')
  const words = wordsOf(text)
  log(Level.Info, 'counted ' + words.length.toString() + ' words')
  const counts = new Map<string, i32>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i].toLowerCase()
    counts.set(word, (counts.has(word) ? counts.get(word) : 0) + 1)
  }
  const frequent = mostFrequent(counts)
  let shown = ''
  for (let i = 0; i < frequent.length; i++) {
    shown += (i == 0 ? '' : ',') + quote(frequent[i]) + ':' + counts.get(frequent[i]).toString()
  }
  setOutput(
    '{"characters":' +
      text.length.toString() +
      ',"words":' +
      words.length.toString() +
      ',"sentences":' +
      sentences(text).toString() +
      ',"frequent":{' +
      shown +
      '}}',
  )
}

function wordsOf(text: string): string[] {
  const words: string[] = []
  let start = -1
  for (let i = 0; i <= text.length; i++) {
    const inWord = i < text.length && isLetter(text.charCodeAt(i))
    if (inWord && start < 0) start = i
    if (!inWord && start >= 0) {
      words.push(text.substring(start, i))
      start = -1
    }
  }
  return words
}

// Letters of any script lie beyond ASCII; what else does too is rare in a text.
function isLetter(unit: i32): bool {
  return (
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit == 0x27 ||
    unit > 0xbf
  )
}

function sentences(text: string): i32 {
  let count = 0
  let open = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const ends = unit == 0x2e || unit == 0x21 || unit == 0x3f
    if (ends && open) count++
    if (ends) open = false
    else if (isLetter(unit)) open = true
  }
  return open ? count + 1 : count
}

function mostFrequent(counts: Map<string, i32>): string[] {
  const left = counts.keys()
  const chosen: string[] = []
  while (chosen.length < SHOWN_WORDS && left.length > 0) {
    let best = 0
    for (let i = 1; i < left.length; i++) if (counts.get(left[i]) > counts.get(left[best])) best = i
    chosen.push(left[best])
    left.splice(best, 1)
  }
  return chosen
}
