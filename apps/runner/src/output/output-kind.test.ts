import { expect, test } from 'vitest'
import { outputKind } from './output-kind.ts'

function dataUrl(type: string, ...bytes: readonly number[]): string {
  return `data:image/${type};base64,${btoa(String.fromCharCode(...bytes))}`
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]

test.each([
  ['plain words', 'text'],
  ['42', 'text'],
  ['{"a":[1]}', 'json'],
  ['[]', 'json'],
  ['# Title\n\nwords', 'markdown'],
  ['- one\n- two', 'markdown'],
  ['see [this](https://example.com/)', 'markdown'],
  [JSON.stringify('# A string of JSON'), 'markdown'],
  ['{"a":', 'text'],
  ['<script>alert(1)</script>', 'text'],
])('%j is shown as %s', (content, kind) => {
  expect(outputKind(content).kind).toBe(kind)
})

test('a picture is known by its bytes, whatever type it names', () => {
  const png = dataUrl('jpeg', ...PNG, 0, 0, 0, 20, 0, 0, 0, 10)
  expect(outputKind(png)).toMatchObject({
    kind: 'picture',
    width: 20,
    height: 10,
    dataUrl: expect.stringMatching(/^data:image\/png;/),
  })
  const gif = dataUrl('gif', 0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 5, 0, 3, 0)
  expect(outputKind(JSON.stringify({ image: gif }))).toMatchObject({ kind: 'picture', width: 5, height: 3 })
  const jpeg = dataUrl('jpeg', 0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 7, 0, 9, 3)
  expect(outputKind(jpeg)).toMatchObject({ kind: 'picture', width: 9, height: 7 })
})

test.each([
  ['one that is larger than can be drawn', dataUrl('png', ...PNG, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff)],
  ['one without points', dataUrl('png', ...PNG, 0, 0, 0, 0, 0, 0, 0, 1)],
  ['SVG, which is a document', `data:image/svg+xml;base64,${btoa('<svg onload="alert(1)"/>')}`],
  ['HTML that calls itself a picture', dataUrl('png', ...new TextEncoder().encode('<html>'))],
  ['what is cut off', dataUrl('png', ...PNG)],
])('%s is no picture', (_, content) => {
  expect(outputKind(content).kind).toBe('text')
})

test('a long answer is shown as text, and a deep one does not overflow', () => {
  expect(outputKind(JSON.stringify('x'.repeat(1_000_000))).kind).toBe('text')
  expect(outputKind(`# ${'x'.repeat(100_000)}`).kind).toBe('text')
  expect(['json', 'text']).toContain(outputKind(`${'['.repeat(10_000)}${']'.repeat(10_000)}`).kind)
})
