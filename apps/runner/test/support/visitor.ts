import { type Browser, launch, type Page } from 'puppeteer-core'

/** A page in a browser of its own, and what it did that a page of this kind must not do. */
export interface Visitor {
  readonly browser: Browser
  readonly page: Page
  /** Violations of the policy, errors that nobody caught, and requests to other origins. */
  readonly offences: readonly string[]
  /** The page as it is when it is first opened; what is kept in the browser stays. */
  fresh(): Promise<Page>
  close(): Promise<void>
}

/** Opens `url` in the browser at `path`, with a fresh profile. */
export async function visit(url: string, browserName: 'chrome' | 'firefox', path: string): Promise<Visitor> {
  const browser = await launch({
    browser: browserName,
    executablePath: path,
    headless: true,
    args: browserName === 'chrome' ? ['--no-sandbox'] : [],
  })
  const page = await browser.newPage()
  await page.setViewport({ width: 1200, height: 900 })
  const offences: string[] = []
  const { origin } = new URL(url)
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => offences.push(`error: ${String(error)}`))
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(origin) && /^https?:/.test(asked)) offences.push(`request: ${asked}`)
  })
  await page.goto(url)
  return {
    ...{ browser, page, offences },
    async fresh() {
      await page.goto(url)
      return page
    },
    close: () => browser.close(),
  }
}
