import type { ElementHandle, Page } from 'puppeteer-core'

/** Clicks the first control at `selector` that can be clicked and whose text begins with `name`. */
export async function clickText(page: Page, selector: string, name: string): Promise<void> {
  const handle = await page.waitForFunction(
    (css, text) =>
      [...document.querySelectorAll<HTMLButtonElement>(css)].find(
        (element) =>
          element.textContent?.startsWith(text) === true && !element.disabled && element.offsetParent !== null,
      ),
    { timeout: 15_000 },
    selector,
    name,
  )
  await (handle as ElementHandle<HTMLButtonElement>).click()
}

/** Waits until the page shows `text`, and gives all that it shows. */
export async function shown(page: Page, text: string): Promise<string> {
  await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 20_000 }, text)
  return page.evaluate(() => document.body.innerText)
}

/** Opens the sample that is called `title`. */
export async function openSample(page: Page, title: string): Promise<void> {
  await clickText(page, '.samples button', title)
  await page.waitForSelector('article')
}

/** Drops a file on the page. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.waitForSelector('.page')
  await page.evaluate(
    (file, content) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(content)], file))
      document.querySelector('.page')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
    },
    name,
    [...bytes],
  )
}

/** Drops a file or a folder of the disk on the page, as a visitor does from a file manager; Chromium alone can be told to. */
export async function dropFromDisk(page: Page, path: string): Promise<void> {
  const session = await page.createCDPSession()
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 50, y: 50, data })
  }
  await session.detach()
}
