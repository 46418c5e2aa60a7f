import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packSkill } from '@blufio/store'
import axe from 'axe-core'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { CHROMIUM, FIREFOX } from '../../../tooling/testing/engines/browsers.ts'
import { sampleFiles } from '../build/sample-skills.ts'
import { clickText, dropFile, dropFromDisk, openSample, shown } from './support/actions.ts'
import { type StaticSite, serveFolder } from './support/static-site.ts'
import { type Visitor, visit } from './support/visitor.ts'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const BROWSERS = [
  ['Chromium', CHROMIUM, 'chrome'],
  ['Firefox', FIREFOX, 'firefox'],
] as const

/** The sample text-statistics with another version and what else is changed of its manifest. */
async function statisticsArchive(change: (toml: string) => string): Promise<Uint8Array> {
  const files = new Map(await sampleFiles('text-statistics'))
  const toml = new TextDecoder().decode(files.get('skill.toml'))
  return packSkill(files.set('skill.toml', new TextEncoder().encode(change(toml))))
}

describe.each(BROWSERS)('the page in %s', (name, engine, browserName) => {
  const found = engine.find()
  let site: StaticSite
  let visitor: Visitor | undefined

  /** A page of its own, which shows nothing yet. */
  function pageOf(context: TestContext): Promise<Page> {
    return visitor === undefined ? context.skip(`needs ${name.toLowerCase()}`) : visitor.fresh()
  }

  beforeAll(async () => {
    if (!existsSync(`${DIST}index.html`)) throw new Error('the page is not built: run `pnpm build`')
    site = await serveFolder(DIST, { isolated: true })
    if ('path' in found) visitor = await visit(site.url, browserName, found.path)
  }, 60_000)
  afterAll(async () => {
    await visitor?.close()
    site?.close()
  })

  test('shows what a skill may do, and runs it once it is approved', async (context) => {
    const page = await pageOf(context)
    await openSample(page, 'Text statistics')
    const before = await shown(page, 'One run may use')
    expect(before).toContain('100,000,000 units of fuel')
    expect(before).toContain('nobody vouches for it')
    await clickText(page, 'button', 'Approve once')
    await clickText(page, '.primary', 'Run')
    await shown(page, 'Done')
    expect(await shown(page, 'sentences')).toContain('characters')
    // The functions by name, and their fuel comes to what the run used.
    const used = /Done\s+([\d,]+) fuel/.exec(await shown(page, 'Where the fuel went'))?.[1]
    const rows = await page.$$eval('.profile tbody tr', (all) =>
      all.map((row) => [...row.cells].map((cell) => cell.innerText)),
    )
    expect(rows.some(([name]) => /^[a-zA-Z~/].*\(\d+\)$/.test(name ?? ''))).toBe(true)
    const total = rows.reduce((sum, [, fuel]) => sum + Number(fuel?.replaceAll(',', '')), 0)
    expect(total.toLocaleString('en')).toBe(used)
    await page.click('.run .row input')
    await clickText(page, '.primary', 'Run')
    await page.waitForFunction(() => document.querySelectorAll('.charts tbody tr').length === 2)
    expect(await page.$('.profile')).toBeNull()
  })

  test('takes a dropped .skill, keeps it, and has it after a reload without asking again', async (context) => {
    const page = await pageOf(context)
    await dropFile(page, 'dropped.skill', await statisticsArchive((toml) => toml))
    await shown(page, 'dropped.skill')
    await clickText(page, 'button', 'Approve and keep')
    await shown(page, 'Kept in this browser')
    await page.reload()
    await clickText(page, '.kept button', 'text-statistics')
    await clickText(page, '.primary', 'Run')
    await shown(page, 'Done')
  })

  test('asks again when a kept skill comes with more permissions, and says which', async (context) => {
    const page = await pageOf(context)
    const wider = await statisticsArchive((toml) =>
      toml.replace('1.0.0', '1.1.0').replace('[capabilities]', '[capabilities.network]\ndomains = ["evil.example"]'),
    )
    await dropFile(page, 'wider.skill', wider)
    const text = await shown(page, 'Changes since the version that is kept here')
    expect(text).toContain('May do more: network.domains: nothing → evil.example')
    await clickText(page, '[role="tab"]', 'Run')
    await shown(page, 'Approve the skill above')
    await clickText(page, 'button[aria-label="Forget text-statistics"]', 'Forget')
    await page.waitForFunction(() => document.querySelector('.kept') === null)
  })

  test('stops a run by its button and by Escape, and stays alive meanwhile', async (context) => {
    const page = await pageOf(context)
    await openSample(page, 'Endless loop')
    await clickText(page, 'button', 'Approve once')
    for (const stop of [() => clickText(page, 'button', 'Stop'), () => page.keyboard.press('Escape')]) {
      await clickText(page, '.primary', 'Run')
      expect(await shown(page, 'still going')).toMatch(/Fuel\s+[1-9]/)
      await stop()
      await shown(page, 'Stopped')
    }
  })

  test('shows a picture, a page and what ends a run', async (context) => {
    const page = await pageOf(context)
    await openSample(page, 'Picture filter')
    await clickText(page, 'button', 'Approve once')
    await clickText(page, '.primary', 'Run')
    const width = await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('.result img')?.naturalWidth,
    )
    expect(await width.jsonValue()).toBe(240)
    await openSample(page, 'Release notes')
    await clickText(page, 'button', 'Approve once')
    await clickText(page, '.primary', 'Run')
    await page.waitForSelector('.markdown h1')
    await openSample(page, 'Memory eater')
    await clickText(page, 'button', 'Approve once')
    await clickText(page, '.primary', 'Run')
    await shown(page, 'It got 16 MiB, and was refused more.')
  })

  test('tells why a skill is refused, and what another was denied', async (context) => {
    const page = await pageOf(context)
    await openSample(page, 'Refused')
    await clickText(page, 'button', 'Approve once')
    await shown(page, 'read_clipboard')
    await dropFile(page, 'broken.skill', new TextEncoder().encode('no archive'))
    await shown(page, 'ERR_STORE_ARCHIVE')
  })

  test('explains a module: its imports, and where its functions are charged', async (context) => {
    const page = await pageOf(context)
    await openSample(page, 'Text statistics')
    await clickText(page, '[role="tab"]', 'Explain')
    await shown(page, 'blufio.get_input_len')
    await page.waitForFunction(() => document.querySelector('.listing')?.textContent?.includes('fuel'), {
      timeout: 20_000,
    })
  })

  test('can be used by the keyboard alone', async (context) => {
    const page = await pageOf(context)
    await page.waitForSelector('.samples button')
    await page.focus('.samples button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.approval button')
    await page.focus('.approval button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.run .primary:enabled')
    await page.waitForFunction(() => document.activeElement?.matches('[role="tab"][aria-selected="true"]'))
    await page.keyboard.press('ArrowRight')
    await shown(page, 'Imports')
    await page.keyboard.press('ArrowLeft')
    const isOnRun = () => page.evaluate(() => document.activeElement?.matches('.run .primary'))
    for (let step = 0; step < 6 && !(await isOnRun()); step++) await page.keyboard.press('Tab')
    expect(await isOnRun()).toBe(true)
    await page.keyboard.press('Enter')
    await shown(page, 'Done')
  })

  test('has a name for every control, and colours that can be read, light and dark', async (context) => {
    const page = await pageOf(context)
    await page.evaluate(axe.source)
    for (const scheme of ['light', 'dark']) {
      if (browserName === 'chrome') await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      await openSample(page, 'JSON query')
      await clickText(page, 'button', 'Approve once')
      await clickText(page, 'button.plain', 'As JSON')
      await page.waitForSelector('.json-editor')
      await clickText(page, '.primary', 'Run')
      await shown(page, 'Done')
      const faults = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      })
      expect(faults).toEqual([])
      await page.reload()
      await page.evaluate(axe.source)
    }
  })

  test('works without isolation, and says what is lost', async (context) => {
    if (!('path' in found)) return context.skip(`needs ${name.toLowerCase()}`)
    const plain = await serveFolder(DIST, { isolated: false })
    const other = await visit(plain.url, browserName, found.path)
    try {
      const { page } = other
      await openSample(page, 'Endless loop')
      await shown(page, 'a run is stopped by ending its worker')
      await clickText(page, 'button', 'Approve once')
      await clickText(page, '.primary', 'Run')
      await shown(page, 'still going')
      await page.keyboard.press('Escape')
      await shown(page, 'Stopped')
      expect(other.offences).toEqual([])
    } finally {
      await other.close()
      plain.close()
    }
  })

  test('opens without a network after the first visit, and is isolated whatever its host sends', async (context) => {
    if (!('path' in found)) return context.skip(`needs ${name.toLowerCase()}`)
    const plain = await serveFolder(DIST, { isolated: false })
    const other = await visit(plain.url, browserName, found.path)
    try {
      const { page } = other
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      plain.close()
      await page.reload()
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
      await openSample(page, 'Release notes')
      await clickText(page, 'button', 'Approve and keep')
      await clickText(page, '.primary', 'Run')
      await page.waitForSelector('.markdown h1')
      expect(other.offences).toEqual([])
    } finally {
      await other.close()
      plain.close()
    }
  })

  test('a folder is opened by its picker', async (context) => {
    const page = await pageOf(context)
    const folder = await mkdtemp(join(tmpdir(), 'blufio-folder-'))
    try {
      for (const [file, bytes] of await sampleFiles('json-query')) await writeFile(join(folder, file), bytes)
      const input = await page.waitForSelector(
        browserName === 'chrome' ? 'input[webkitdirectory]' : 'input[type="file"][multiple]',
      )
      const files = ['skill.toml', 'skill.wasm', 'SKILL.md'].map((file) => join(folder, file))
      await input?.uploadFile(...(browserName === 'chrome' ? [folder] : files))
      await shown(page, 'Finds a value in a JSON text')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  // No other browser can be told to drop what is on the disk.
  if (browserName === 'chrome') {
    test('a folder is opened when it is dropped', async (context) => {
      const page = await pageOf(context)
      const folder = await mkdtemp(join(tmpdir(), 'blufio-folder-'))
      try {
        for (const [file, bytes] of await sampleFiles('json-query')) await writeFile(join(folder, file), bytes)
        await page.waitForSelector('.page')
        await dropFromDisk(page, folder)
        await shown(page, 'Finds a value in a JSON text')
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  }

  test("opens a skill by its address, in its field or in the page's own, and tells why another is not opened", async (context) => {
    const page = await pageOf(context)
    const open = async (address: string): Promise<void> => {
      await page.$eval('input[inputmode="url"]', (input) => input.select())
      await page.type('input[inputmode="url"]', address)
      await page.keyboard.press('Enter')
    }
    await page.waitForSelector('input[inputmode="url"]')
    await open('samples/json-query.skill')
    await shown(page, 'Finds a value in a JSON text')
    await open('samples/samples.json')
    expect(await shown(page, 'that is no .skill archive')).toContain('ERR_STORE_ARCHIVE')
    await open('http://skills.example/a.skill')
    expect(await shown(page, 'is no address that can be opened')).toContain('ERR_RUNNER_ADDRESS')
    await page.goto(`${site.url}?skill=samples/text-statistics.skill`)
    await shown(page, 'It does not run before you approve what it may do.')
    expect(await shown(page, 'text-statistics.skill')).toContain('Approve once')
  })

  test('did nothing that its policy forbids, and asked no other server', () => {
    expect(visitor?.offences ?? []).toEqual([])
  })
})
