import { describe, expect, test } from 'vitest'
import { networkGrant } from './url.ts'

const judge = (domains: readonly string[], url: string): string => {
  const verdict = networkGrant(domains)(url)
  if (verdict.kind === 'granted') return verdict.url.href
  return verdict.kind === 'denied' ? `denied: ${verdict.asked}: ${verdict.advice}` : 'invalid'
}
const add = (entry: string): string => `denied: ${entry}: add "${entry}" to [capabilities.network] domains`

describe('an entry covers exactly its host, scheme and port', () => {
  test.each([
    ['api.example.com', 'https://api.example.com', 'https://api.example.com/'],
    ['api.example.com', 'https://api.example.com/a?b=c#d', 'https://api.example.com/a?b=c'],
    ['api.example.com', 'HTTPS://API.Example.COM/A', 'https://api.example.com/A'],
    ['api.example.com', 'https://api.example.com:443/', 'https://api.example.com/'],
    ['api.example.com', 'https:api.example.com', 'https://api.example.com/'],
    ['api.example.com', 'https:\\\\api.example.com\\x', 'https://api.example.com/x'],
    ['api.example.com:8443', 'https://api.example.com:8443/', 'https://api.example.com:8443/'],
    ['http://x.example', 'http://x.example/', 'http://x.example/'],
    ['http://x.example', 'http://x.example:80/', 'http://x.example/'],
    ['http://127.0.0.1:8080', 'http://127.1:8080/', 'http://127.0.0.1:8080/'],
    ['127.0.0.1', 'https://0x7f.1/', 'https://127.0.0.1/'],
    ['127.0.0.1', 'https://017700000001/', 'https://127.0.0.1/'],
    ['127.0.0.1', 'https://2130706433/', 'https://127.0.0.1/'],
    ['127.0.0.1', 'https://127.0.0.1./', 'https://127.0.0.1/'],
    ['0.0.0.0', 'https://0/', 'https://0.0.0.0/'],
    ['[::1]:8443', 'https://[0:0:0:0:0:0:0:1]:8443/', 'https://[::1]:8443/'],
    ['[::ffff:7f00:1]', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/'],
    ['xn--mnchen-3ya.de', 'https://münchen.de/ü', 'https://xn--mnchen-3ya.de/%C3%BC'],
    ['xn--mnchen-3ya.de', 'https://MU\u0308NCHEN.de/', 'https://xn--mnchen-3ya.de/'],
    ['example.com', 'https://ｅｘａｍｐｌｅ。com/', 'https://example.com/'],
    ['*.example.com', 'https://a.example.com/', 'https://a.example.com/'],
    ['*.example.com', 'https://a.b.c.example.com/', 'https://a.b.c.example.com/'],
    ['*.example.com:8443', 'https://a.example.com:8443/', 'https://a.example.com:8443/'],
    ['http://*.example.com', 'http://a.example.com/', 'http://a.example.com/'],
  ])('%s covers %s', (entry, url, canonical) => {
    expect(judge([entry], url)).toBe(canonical)
  })
})

describe('what no entry covers is denied with the line that would', () => {
  test.each([
    [[], 'https://api.example.com/secret?key=1', add('api.example.com')],
    [['api.example.com'], 'http://api.example.com/', add('http://api.example.com')],
    [['http://api.example.com'], 'https://api.example.com/', add('api.example.com')],
    [['api.example.com'], 'https://api.example.com:8443/', add('api.example.com:8443')],
    [['api.example.com:8443'], 'https://api.example.com/', add('api.example.com')],
    [['http://api.example.com:8080'], 'https://api.example.com:8080/', add('api.example.com:8080')],
    [['api.example.com'], 'http://api.example.com:443/', add('http://api.example.com:443')],
    [['api.example.com'], 'https://api.example.com.evil.example/', add('api.example.com.evil.example')],
    [['api.example.com'], 'https://evil-api.example.com/', add('evil-api.example.com')],
    [['api.example.com'], 'https://example.com/', add('example.com')],
    [['api.example.com'], 'https://xapi.example.com/', add('xapi.example.com')],
    [['api.example.com'], 'https://evil.example/api.example.com', add('evil.example')],
    [['api.example.com'], 'https://evil.example\\.api.example.com/', add('evil.example')],
    [['*.example.com'], 'https://example.com/', add('example.com')],
    [['*.example.com'], 'https://evilexample.com/', add('evilexample.com')],
    [['*.example.com'], 'https://a.example.com.evil.example/', add('a.example.com.evil.example')],
    [['*'], 'https://example.com/', add('example.com')],
    [['*.com'], 'https://example.com/', add('example.com')],
    [['*.*.com'], 'https://a.example.com/', add('a.example.com')],
    [['a*.example.com'], 'https://ab.example.com/', add('ab.example.com')],
    [['*.0.0.1'], 'https://127.0.0.1/', add('127.0.0.1')],
    [['*.127.0.0.1'], 'https://127.0.0.1/', add('127.0.0.1')],
    [['*.[::1]'], 'https://[::1]/', add('[::1]')],
    [['localhost'], 'https://127.0.0.1/', add('127.0.0.1')],
    [['127.0.0.1'], 'https://localhost/', add('localhost')],
    [['127.0.0.1'], 'https://[::ffff:127.0.0.1]/', add('[::ffff:7f00:1]')],
    [['[::1]'], 'https://[::]/', add('[::]')],
    [['münchen.de'], 'https://münchen.de/', add('xn--mnchen-3ya.de')],
    [['API.example.com'], 'https://api.example.com/', add('api.example.com')],
    [['127.1'], 'https://127.0.0.1/', add('127.0.0.1')],
    [['example.com/'], 'https://example.com/', add('example.com')],
    [['user@example.com'], 'https://example.com/', add('example.com')],
    [['https://example.com'], 'https://example.com/', add('example.com')],
    [['example.com:443'], 'https://example.com/', add('example.com')],
    [['example.com.'], 'https://example.com/', add('example.com')],
    [['example.com#'], 'https://example.com/', add('example.com')],
    [[''], 'https://example.com/', add('example.com')],
  ])('%j does not cover %s', (domains, url, denial) => {
    expect(judge(domains, url)).toBe(denial)
  })

  test.each([
    'file:///etc/passwd',
    'data:text/plain,x',
    'blob:https://x.example/1',
    'ws://x.example',
    'wss://x.example',
    'ftp://x.example',
    'javascript:1',
    'about:blank',
    'gopher://x.example',
    'unix:/run/docker.sock',
  ])('another scheme is denied, whatever is granted: %s', (url) => {
    expect(judge(['x.example', 'http://x.example'], url)).toMatch(
      /^denied: [a-z]+:: only https: and http: can be asked for$/,
    )
  })

  test('a long name is cut in what is told', () => {
    expect(judge([], `https://${'a'.repeat(2_000)}/`)).toMatch(/^denied: a{300}…: add "a{300}…" to/)
  })
})

describe('what can be read in more than one way is invalid', () => {
  test.each([
    '',
    'api.example.com',
    '//api.example.com',
    '/path',
    'https://',
    'https:///',
    'https://user@api.example.com/',
    'https://user:word@api.example.com/',
    'https://:word@api.example.com/',
    'https://api.example.com./',
    'https://api.example.com../',
    'https://.api.example.com/',
    'https://a..example.com/',
    'https://api.example.com:99999/',
    'https://api.example.com:port/',
    'https://api.example.com /',
    ' https://api.example.com/',
    'https://api.example.com/\n',
    'https://api.exa\tmple.com/',
    'https://api.example.com/a b',
    'https://api.example.com/\r\nHost: evil.example',
    'https://api.example.com/\0',
    'https://api.example.com/\u00a0',
    'https://api.example.com/\u2028',
    'https://api.example.com/\u007f',
    'https://api%2eexample%00.com/',
    'https://[::1/',
    'https://[fe80::1%25eth0]/',
    'https://1.2.3.4.5/',
    'https://256.1.1.1/',
    'https://127.0.0.08/',
    'https://api.example.com\u200b.evil\u0000/',
    `https://api.example.com/${'a'.repeat(8_192)}`,
    `https://api.example.com/${'ü'.repeat(3_000)}`,
  ])('%j', (url) => {
    expect(judge(['api.example.com', '*.example.com', '[fe80::1]'], url)).toBe('invalid')
  })
})
