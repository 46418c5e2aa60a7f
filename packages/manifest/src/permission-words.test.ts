import { expect, test } from 'vitest'
import { parseManifest } from './parse-manifest.ts'
import { grantWords, limitWords } from './permission-words.ts'

function manifest(sections: string) {
  return parseManifest(
    `[skill]\nname = "sample"\nversion = "1.0.0"\ndescription = "A sample"\n[wasm]\nentry = "skill.wasm"\n${sections}`,
  )
}

test('a skill that asks for nothing reaches nothing', () => {
  expect(grantWords(manifest('').capabilities)).toEqual([
    'read its input, answer and write a log, and reach nothing else',
  ])
})

test('each grant is a line, and what is not encrypted is told', () => {
  const { capabilities } = manifest(
    '[capabilities]\nenv = ["HOME"]\nclock = true\n[capabilities.network]\ndomains = ["api.example.com", "http://old.example.com"]\n' +
      '[capabilities.filesystem]\nread = ["/data", "notes"]\n',
  )
  expect(grantWords(capabilities)).toEqual([
    'send requests to api.example.com (https)',
    'send requests to old.example.com by unencrypted http',
    'read files under /data',
    'read files of its own under notes',
    'read the environment variables HOME',
    'read the real clock',
  ])
})

test('limits are told with their units', () => {
  expect(
    limitWords(manifest('[resources]\nfuel = 1234567\nmemory_mb = 8\nepoch_timeout_secs = 1\n').resources),
  ).toEqual(['1,234,567 units of fuel, about one for each instruction', '8 MiB of memory', '1 second of time'])
})
