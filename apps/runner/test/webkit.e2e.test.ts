import { fileURLToPath } from 'node:url'
import { By, until, type WebDriver } from 'selenium-webdriver'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { WEBKIT } from '../../../tooling/testing/engines/browsers.ts'
import { programOf } from '../../../tooling/testing/engines/engine.ts'
import { type StaticSite, serveFolder } from './support/static-site.ts'
import { startWebKit, type WebKitVisitor } from './support/webkit.ts'

const WAIT_MS = 20_000

let site: StaticSite
let visitor: WebKitVisitor | undefined
beforeAll(async () => {
  site = await serveFolder(fileURLToPath(new URL('../dist/', import.meta.url)), { isolated: true })
  const found = WEBKIT.find()
  if ('path' in found) visitor = await startWebKit(found.path)
}, 60_000)
afterAll(async () => {
  await visitor?.close()
  site?.close()
})

async function pageOf(context: TestContext): Promise<WebDriver> {
  programOf(WEBKIT, context)
  const driver = visitor?.driver
  if (driver === undefined) throw new Error('WebKit did not start')
  await driver.get(site.url)
  return driver
}

/** Clicks the button with this text, once it can be clicked; tabs are none. */
async function click(driver: WebDriver, text: string): Promise<void> {
  const path = By.xpath(`//button[starts-with(normalize-space(.), '${text}') and not(@disabled) and not(@role)]`)
  await (await driver.wait(until.elementLocated(path), WAIT_MS)).click()
}

/** Waits until the page shows `text`, and gives all that it shows. */
async function shown(driver: WebDriver, text: string): Promise<string> {
  const all = (): Promise<string> => driver.findElement(By.css('body')).getText()
  await driver.wait(async () => (await all()).includes(text), WAIT_MS, `${text} is not shown`)
  return all()
}

test('the page shows, keeps and runs a skill in WebKit, and has it after a reload', {
  timeout: 90_000,
}, async (context) => {
  const driver = await pageOf(context)
  await click(driver, 'Text statistics')
  expect(await shown(driver, 'In this browser')).toContain('this browser shares no memory between threads')
  await click(driver, 'Approve and keep')
  await click(driver, 'Run')
  expect(await shown(driver, 'Where the fuel went')).toMatch(/Done\s+[\d,]+ fuel/)
  await driver.navigate().refresh()
  await click(driver, 'text-statistics')
  await click(driver, 'Run')
  await shown(driver, 'Done')
})

test('the page stops a run in WebKit, and tells why a skill is refused', { timeout: 90_000 }, async (context) => {
  const driver = await pageOf(context)
  await click(driver, 'Endless loop')
  await click(driver, 'Approve once')
  await click(driver, 'Run')
  await shown(driver, 'still going')
  await click(driver, 'Stop')
  await shown(driver, 'Stopped')
  await click(driver, 'Refused')
  await click(driver, 'Approve once')
  expect(await shown(driver, 'ERR_')).toMatch(/ERR_[A-Z_]+/)
})
