import { MINIMAL } from './manifest-samples.ts'

/** A text of about `size` characters that is meant to take long. */
export interface HostileShape {
  readonly name: string
  readonly make: (size: number) => string
}

const repeat = (size: number, write: (i: number) => string): string => {
  const parts: string[] = []
  for (let i = 0, length = 0; length < size; i++) {
    const part = write(i)
    parts.push(part)
    length += part.length
  }
  return parts.join('')
}

/** Documents that cost a careless reader more than time linear in their size. */
export const HOSTILE_SHAPES: readonly HostileShape[] = [
  { name: 'a long comment', make: (size) => MINIMAL + '#'.repeat(size) },
  { name: 'blank lines', make: (size) => MINIMAL + '\n'.repeat(size) },
  { name: 'comments', make: (size) => MINIMAL + '#\n'.repeat(size / 2) },
  { name: 'many keys', make: (size) => MINIMAL + repeat(size, (i) => `k${i}=1\n`) },
  { name: 'keys with colliding hashes', make: (size) => MINIMAL + repeat(size, (i) => `${2 ** 15 * (i + 1)}=1\n`) },
  { name: 'long keys', make: (size) => MINIMAL + repeat(size, (i) => `${'k'.repeat(240)}${i}=1\n`) },
  { name: 'the same key', make: (size) => MINIMAL + 'k=1\n'.repeat(size / 4) },
  { name: 'many tables', make: (size) => repeat(size, (i) => `[t${i}]\n`) },
  { name: 'an array of tables', make: (size) => '[[t]]\n'.repeat(size / 6) },
  { name: 'deep dotted keys', make: (size) => repeat(size, (i) => `${'a.'.repeat(31)}k${i}=1\n`) },
  { name: 'a dotted key without end', make: (size) => 'a.'.repeat(size / 2) },
  { name: 'brackets', make: (size) => `a=${'['.repeat(size)}` },
  { name: 'braces', make: (size) => `a=${'{b='.repeat(size / 3)}` },
  { name: 'an array of numbers', make: (size) => `a=[${'1,'.repeat(size / 2)}]` },
  { name: 'an array of arrays', make: (size) => `a=[${'[],'.repeat(size / 3)}]` },
  { name: 'an array of dates', make: (size) => `a=[${'1979-05-27 07:32:00,'.repeat(size / 20)}]` },
  { name: 'wrong domains', make: (size) => `${MINIMAL}[capabilities.network]\ndomains=[${'"*",'.repeat(size / 4)}]` },
  { name: 'a long string', make: (size) => `${MINIMAL}author="${'x'.repeat(size)}"` },
  { name: 'a string of escapes', make: (size) => `${MINIMAL}author="${'\\t'.repeat(size / 2)}"` },
  { name: 'a multi-line string of quotes', make: (size) => `${MINIMAL}author="""${'""x'.repeat(size / 3)}"""` },
  { name: 'a multi-line string of folded lines', make: (size) => `${MINIMAL}author="""${'\\\n '.repeat(size / 3)}"""` },
  { name: 'an unclosed string', make: (size) => `${MINIMAL}author="""${'"" '.repeat(size / 3)}` },
  { name: 'unclosed strings, line by line', make: (size) => `${MINIMAL}author="""${'a="x\n'.repeat(size / 5)}` },
  { name: 'a long number', make: (size) => `a=${'9'.repeat(size)}` },
  { name: 'a long hexadecimal number', make: (size) => `a=0x${'f'.repeat(size)}` },
  { name: 'underscores', make: (size) => `a=${'1_'.repeat(size / 2)}1` },
  { name: 'a long version', make: (size) => MINIMAL.replace('1.0.0', `1.0.0-${'0'.repeat(size)}`) },
  { name: 'a long path', make: (size) => `${MINIMAL}[capabilities.filesystem]\nread=["${'a/'.repeat(size / 2)}"]` },
  {
    name: 'a long domain',
    make: (size) => `${MINIMAL}[capabilities.network]\ndomains=["${'a.'.repeat(size / 2)}com"]`,
  },
  { name: 'many faults of syntax', make: (size) => repeat(size, (i) => `k${i}="\\q"\n`) },
  { name: 'one line', make: (size) => `a=[${'"x", '.repeat(size / 5)}` },
  { name: 'carriage returns', make: (size) => '\r'.repeat(size) },
]
