import type { SkillLog } from '@blufio/core'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, runOnce } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

const MARK = / … \[cut: \d+ of \d+ bytes\]$/

describe.each(ISOLATIONS)('the log of a run, $isolation', (options) => {
  const logsOf = async (wasm: Uint8Array, limits = {}): Promise<readonly SkillLog[]> => {
    const { logs, outcome } = await runOnce({ ...options, limits }, wasm, { epochTimeoutSecs: 20 })
    expect(outcome).toBe('ok')
    return logs
  }

  test.each([
    ['line feeds', 'done\n[ERROR] forged\r\n[WARN] too', 'done\\u{a}[ERROR] forged\\u{d}\\u{a}[WARN] too'],
    ['other separators of lines', 'a\x85b\u2028c\u2029d\ve\f', 'a\\u{85}b\\u{2028}c\\u{2029}d\\u{b}e\\u{c}'],
    ['escapes of a terminal', '\x1b[2K\x1b]0;x\x07\x9b1A\r', '\\u{1b}[2K\\u{1b}]0;x\\u{7}\\u{9b}1A\\u{d}'],
    ['marks that reorder it', 'a\u202eb\u2066c\u200fd', 'a\\u{202e}b\\u{2066}c\\u{200f}d'],
    ['what can not be seen', 'a\0\u200b\ufeff\x7f', 'a\\u{0}\\u{200b}\\u{feff}\\u{7f}'],
  ])('shows %s, so that a line is one line', async (_, text, message) => {
    const wasm = logging([text])
    const result = await runOnce(options, wasm)
    expect(result.logs).toEqual([{ level: 'info', message }])
    expect(result.content).toBe(`[INFO] ${message}`)
  })

  test('keeps tabs, joiners and every script', async () => {
    const text = 'a\tb é 日本 👩‍🚀 नमस्ते'
    expect(await logsOf(logging([text]))).toEqual([{ level: 'info', message: text }])
  })

  test('shows bytes that are no UTF-8 as U+FFFD, also where it ends within a character', async () => {
    const wasm = skillWat(
      '(call $log (i32.const 2) (i32.const 0) (i32.const 6))',
      '(data (i32.const 0) "a\\ff\\ed\\a0\\80\\e2\\82\\ac")',
    )
    expect(await logsOf(wasm)).toEqual([{ level: 'info', message: 'a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD' }])
  })

  test('keeps 16,384 bytes of a line unless told otherwise, and tells of how many', async () => {
    const wasm = skillWat(
      `(memory.fill (i32.const 0) (i32.const 97) (i32.const 65536))
       (call $log (i32.const 2) (i32.const 0) (i32.const 16384))
       (call $log (i32.const 2) (i32.const 0) (i32.const 16385))`,
    )
    const line = 'a'.repeat(16_384)
    const messages = (await logsOf(wasm)).map(({ message }) => message)
    expect(messages).toEqual([line, `${line} … [cut: 16384 of 16385 bytes]`])
  })

  test('cuts a line between characters', async () => {
    const texts = ['abcdefgh', 'ééééé', '🐢🐢🐢', '\x1b\x1b\x1b']
    const messages = (await logsOf(logging(texts), { maxLogLineBytes: 7 })).map(({ message }) => message)
    expect(messages).toEqual([
      'abcdefg … [cut: 7 of 8 bytes]',
      'ééé … [cut: 6 of 10 bytes]',
      '🐢 … [cut: 4 of 12 bytes]',
      '\\u{1b} … [cut: 1 of 3 bytes]',
    ])
  })

  test('leaves out what follows a line that was cut because the log was full', async () => {
    const logs = await logsOf(logging(['abc', 'dé', 'x', '', 'y']), { maxLogBytes: 5 })
    expect(logs.map(({ message }) => message)).toEqual([
      'abc',
      'd … [cut: 1 of 3 bytes]',
      '3 more log lines were left out: the log is full',
    ])
  })

  test('tells of one line that was left out', async () => {
    const logs = await logsOf(logging(['a', 'b']), { maxLogLines: 1 })
    expect(logs).toEqual([
      { level: 'info', message: 'a' },
      { level: 'warn', message: '1 more log line was left out: the log is full' },
    ])
  })

  test('says nothing of left out lines when exactly all fit', async () => {
    const logs = await logsOf(logging(['abc', 'de']), { maxLogBytes: 5, maxLogLines: 2 })
    expect(logs.map(({ message }) => message)).toEqual(['abc', 'de'])
  })

  test('is bounded by what is kept, not by what was passed, when bytes grow as they are shown', async () => {
    for (const filling of [0x00, 0x1b, 0xff, 0xe2]) {
      const logs = await logsOf(repeated(filling, 4096, 2000))
      const kept = logs.slice(0, -1).map(({ message }) => new TextEncoder().encode(message.replace(MARK, '')).length)
      const total = kept.reduce((sum, bytes) => sum + bytes, 0)
      expect(Math.max(...kept)).toBeLessThanOrEqual(16_384)
      expect(total).toBeLessThanOrEqual(262_144)
      expect(total).toBeGreaterThan(262_144 - 16_384)
      expect(logs.at(-1)?.message).toBe(`${2000 - kept.length} more log lines were left out: the log is full`)
    }
  })

  test('of a million lines of no bytes keeps a thousand', async () => {
    const logs = await logsOf(repeated(0, 0, 1_000_000))
    expect(logs).toHaveLength(1001)
    expect(logs.at(-1)?.message).toBe('999000 more log lines were left out: the log is full')
  })

  test('of lines of all there is keeps the beginnings', async () => {
    const wasm = skillWat(
      `(local i32)
       (loop (call $log (i32.const 2) (i32.const 0) (i32.const 16777216))
         (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000))))`,
      '(memory (export "memory") 256)',
    )
    const logs = await logsOf(wasm, { maxLogBytes: 1000 })
    expect(logs.map(({ message }) => message)).toEqual([
      `${'\\u{0}'.repeat(200)} … [cut: 200 of 16777216 bytes]`,
      '999 more log lines were left out: the log is full',
    ])
  })

  test('is there also after a run that trapped, ran out of fuel or out of time', async () => {
    const said = '(call $log (i32.const 4) (i32.const 0) (i32.const 2))'
    const hello = '(data (i32.const 0) "hi")'
    const logs = [{ level: 'error', message: 'hi' }]
    expect(await runOnce(options, skillWat(`${said} unreachable`, hello))).toMatchObject({ outcome: 'trapped', logs })
    const endless = skillWat(`${said} (loop (br 0))`, hello)
    expect(await runOnce(options, endless, { fuel: 10_000n })).toMatchObject({ outcome: 'out-of-fuel', logs })
    const late = { fuel: 2n ** 63n, epochTimeoutSecs: 0.2 }
    expect(await runOnce(options, endless, late)).toMatchObject({ outcome: 'timed-out', logs })
  })
})

/** A skill that logs these texts, one after the other. */
function logging(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  let pointer = 0
  const calls: string[] = []
  const data: string[] = []
  for (const text of texts) {
    const bytes = [...new TextEncoder().encode(text)]
    const escaped = bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
    calls.push(`(call $log (i32.const 2) (i32.const ${pointer}) (i32.const ${bytes.length}))`)
    data.push(`(data (i32.const ${pointer}) "${escaped}")`)
    pointer += bytes.length
  }
  return skillWat(calls.join(' '), data.join(' '))
}

/** A skill that logs `times` lines of `length` bytes that are all `filling`. */
function repeated(filling: number, length: number, times: number): Uint8Array<ArrayBuffer> {
  return skillWat(
    `(local i32) (memory.fill (i32.const 0) (i32.const ${filling}) (i32.const 65536))
     (loop (call $log (i32.const 2) (i32.const 0) (i32.const ${length}))
       (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const ${times}))))`,
  )
}
