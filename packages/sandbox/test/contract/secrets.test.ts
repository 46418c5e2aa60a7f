import type { SkillManifest, SkillResult, SkillSecret } from '@blufio/core'
import type { SkillEvent, SkillRuntimeOptions } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { seenRequests, testServers } from '../support/capability-server.ts'
import { manifestOf, WAITING, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

const servers = testServers()
const VALUE = 'sk-Live_4/x&"<+?\\ ~{1}'
const STARS = '*'.repeat(VALUE.length)

/** A skill that fetches the URL that it is given, as `"https://…"`, and puts out all that it was answered. */
const FETCHING = skillWat(
  `(local $handle i32) (local $end i32) (local $piece i32)
   (call $get_input (i32.const 1024))
   (local.set $handle (call $http_fetch (i32.const 0) (i32.const 3)
     (i32.const 1025) (i32.sub (call $get_input_len) (i32.const 2))
     (i32.const 16) (i32.const 28) (i32.const 0) (i32.const 0)))
   (if (i32.lt_s (local.get $handle) (i32.const 0)) (then
     (i32.store8 (i32.const 64) (i32.sub (i32.const 64) (local.get $handle)))
     (call $set_output (i32.const 64) (i32.const 1)) (return)))
   (local.set $end (i32.add (i32.const 8192) (call $http_headers (local.get $handle) (i32.const 8192) (i32.const 16384))))
   (loop $pieces
     (local.set $piece (call $http_read (local.get $handle) (local.get $end) (i32.const 7)))
     (local.set $end (i32.add (local.get $end) (local.get $piece)))
     (br_if $pieces (local.get $piece)))
   (call $log (i32.const 2) (i32.const 8192) (i32.sub (local.get $end) (i32.const 8192)))
   (call $set_output (i32.const 8192) (i32.sub (local.get $end) (i32.const 8192)))`,
  `(import "blufio" "http_fetch" (func $http_fetch (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
   (import "blufio" "http_headers" (func $http_headers (param i32 i32 i32) (result i32)))
   (import "blufio" "http_read" (func $http_read (param i32 i32 i32) (result i32)))
   (memory (export "memory") 2)
   (data (i32.const 0) "GET") (data (i32.const 16) "authorization: mine\\nx-a: bcd\\n")`,
)

/** What is told of a run, everywhere that something is. */
interface Told {
  readonly result: SkillResult
  readonly events: readonly SkillEvent[]
}

describe.each(WAITING)('a secret, %s', (_, isolation) => {
  const inHeader = (): SkillSecret => ({
    name: 'KEY',
    domain: hostOf(servers.secure),
    header: 'Authorization',
    prefix: 'Bearer ',
  })
  const inQuery = (): SkillSecret => ({ name: 'KEY', domain: hostOf(servers.secure), query: 'api_key' })

  async function fetched(
    url: string,
    secret: SkillSecret,
    more: { domains?: string[]; value?: string } = {},
  ): Promise<Told> {
    const { domains = [], value = VALUE } = more
    const events: SkillEvent[] = []
    const options = optionsFor(isolation, {
      onEvent: (event) => void events.push(event),
      eventContent: true,
      secrets: { KEY: value },
    })
    const result = await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestFor([secret], [hostOf(servers.secure), ...domains]), FETCHING)
      return runtime.invoke({ skillName: 'test-skill', input: url }, { record: true })
    })
    expect(result).toMatchObject({ outcome: 'ok', trace: { truncated: false } })
    return { result, events }
  }

  test('reaches its server in a header, and nobody else', async () => {
    const id = crypto.randomUUID()
    const told = await fetched(`${servers.secure}/reflect?id=${id}`, inHeader())
    const [seen] = await seenRequests(servers.open, id)
    expect(seen?.headers['authorization']).toBe(`Bearer ${VALUE}`)
    expect(told.result.content).toContain(`x-sent-authorization: Bearer ${STARS}\n`)
    // The guest's own header of that name is not there beside it.
    expect(told.result.content).not.toContain('mine')
    assertHidden(told)
  })

  test('reaches its server in the query, and nobody else', async () => {
    const told = await fetched(`${servers.secure}/reflect?a=1&api_key=mine`, inQuery())
    expect(told.result.content).toContain(`x-query-api_key: ${STARS}\n`)
    expect(told.result.content).toMatch(/^x-url: \/reflect\?a=1&api_key=\*+$/m)
    expect(told.result.content).toMatch(/"url":"\/reflect\?a=1&api_key=\*+"/)
    assertHidden(told)
  })

  test('is no name of a header, either', async () => {
    const value = 'sk-Live.Token_1'
    const { result } = await fetched(`${servers.secure}/reflect`, inQuery(), { value })
    expect(result.content).toContain(`x-${'*'.repeat(value.length)}: api_key\n`)
    expect(result.content.toLowerCase()).not.toContain('token')
  })

  test('is not put into what a redirect asks of another origin', async () => {
    const id = crypto.randomUUID()
    const there = encodeURIComponent(`${servers.open}/echo?id=${id}`)
    for (const secret of [inHeader(), inQuery()]) {
      await fetched(`${servers.secure}/redirect/307?to=${there}`, secret, { domains: [servers.open] })
    }
    const seen = await seenRequests(servers.open, id)
    // A page follows none.
    expect(seen).toHaveLength(typeof window === 'undefined' ? 2 : 0)
    expect(JSON.stringify(seen)).not.toContain(VALUE.slice(0, 7))
    expect(seen.filter(({ headers }) => headers['authorization'] !== undefined)).toEqual([])
  })

  test('is put into no request to another domain', async () => {
    const id = crypto.randomUUID()
    for (const secret of [inHeader(), inQuery()])
      await fetched(`${servers.open}/echo?id=${id}`, secret, { domains: [servers.open] })
    const seen = await seenRequests(servers.open, id)
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['mine', 'mine'])
  })

  test('is found in what a skill puts out and logs, wherever it had it from', async () => {
    const wasm = skillWat(
      `(call $get_input (i32.const 0))
       (call $log (i32.const 2) (i32.const 0) (call $get_input_len))
       (call $set_output (i32.const 0) (call $get_input_len))`,
    )
    const events: SkillEvent[] = []
    const options = optionsFor(isolation, { onEvent: (event) => void events.push(event), eventContent: true })
    const result = await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestFor([inHeader()], [hostOf(servers.secure)]), wasm)
      return runtime.invoke({ skillName: 'test-skill', input: [VALUE, btoa(`Bearer ${VALUE}`)] })
    })
    expect(result.content).toMatch(/^\["\*+","\w{9}\*+=*"\]$/)
    expect(result.logs[0]?.message).toBe(result.content)
    expect(events.find(({ type }) => type === 'completed')).toMatchObject({
      content: result.content,
      logs: result.logs,
    })
  })

  test('without a value keeps its skill from being loaded', async () => {
    await withRuntime({ ...isolation, secrets: { OTHER: VALUE } }, async (runtime) => {
      const loading = runtime.loadSkill(manifestFor([inHeader()], [hostOf(servers.secure)]), FETCHING)
      await expect(loading).rejects.toMatchObject({ code: 'ERR_SKILL_SECRET', message: expect.stringContaining('KEY') })
    })
  })

  test.each([{ header: 'Host' }, { header: 'a\r\nb' }, { query: '' }, { header: 'a', prefix: '\n' }])(
    'has no place such as %j',
    async (place) => {
      const secret = { name: 'KEY', domain: 'api.example.com', ...place } as SkillSecret
      await withRuntime({ ...isolation, secrets: { KEY: VALUE } }, async (runtime) => {
        const loading = runtime.loadSkill(manifestFor([secret], ['api.example.com']), FETCHING)
        await expect(loading).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
      })
    },
  )

  test('is no environment variable that the skill may read, too', async () => {
    await withRuntime({ ...isolation, secrets: { KEY: VALUE } }, async (runtime) => {
      const manifest = manifestOf({ env: ['KEY'], capabilities: { secrets: [inHeader()] } })
      await expect(runtime.loadSkill(manifest, FETCHING)).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
    })
  })

  test.each(['short', '', 'with a\nline end', 'x'.repeat(8_193)])(
    'that is %j is refused, and not told',
    async (KEY) => {
      const refused = withRuntime({ ...isolation, secrets: { KEY } }, async () => {})
      await expect(refused).rejects.toMatchObject({
        code: 'ERR_OPTION',
        message: expect.stringContaining('secrets.KEY'),
      })
      if (KEY !== '') await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(KEY) })
    },
  )
})

/** The servers' certificate is trusted where a program can say so; a page's browser was told before. */
function optionsFor(isolation: SkillRuntimeOptions, more: SkillRuntimeOptions): SkillRuntimeOptions {
  const network = {
    allowAddresses: ['127.0.0.0/8'],
    ...(typeof window === 'undefined' ? { ca: servers.authority } : {}),
  }
  return { ...isolation, secrets: { KEY: VALUE }, ...more, network }
}

function manifestFor(secrets: readonly SkillSecret[], domains: readonly string[]): SkillManifest {
  return manifestOf({ capabilities: { network: { domains }, secrets } })
}

function hostOf(origin: string): string {
  return new URL(origin).host
}

/** Not in any of the ways that what is told could hold it, nor could any part of it be found. */
function assertHidden(told: Told): void {
  const text = JSON.stringify(told, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  for (const form of [VALUE, encodeURIComponent(VALUE), JSON.stringify(VALUE).slice(1, -1), btoa(VALUE), 'sk-Live']) {
    expect(text.toLowerCase().includes(form.toLowerCase())).toBe(false)
  }
}
