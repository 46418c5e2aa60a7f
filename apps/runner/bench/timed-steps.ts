/**
 * Run inside the page: clicks through a skill as fast as the page lets it, and tells how long that took in milliseconds, by the
 * page's own clock. Takes nothing from outside itself, as it is sent to the page as text.
 */
export async function timeFirstRun(sample: string): Promise<number> {
  const control = (selector: string, text: string) => (): HTMLButtonElement | undefined =>
    [...document.querySelectorAll<HTMLButtonElement>(selector)].find(
      (button) => !button.disabled && button.textContent?.startsWith(text) === true,
    )
  const appeared = <Found>(find: () => Found | null | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find()
        if (found === null || found === undefined) return
        observer.disconnect()
        resolve(found)
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      look()
    })
  const first = await appeared(control('.samples button', sample))
  const start = performance.now()
  first.click()
  ;(await appeared(control('.approval button', 'Approve once'))).click()
  ;(await appeared(control('.run .primary', 'Run'))).click()
  await appeared(() => document.querySelector('.result'))
  return performance.now() - start
}

/** Run inside the page, while a run goes on: stops it, and tells after how many milliseconds the page shows that it ended. */
export function timeStop(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('.result') === null) return
      observer.disconnect()
      resolve(performance.now() - start)
    })
    observer.observe(document, { subtree: true, childList: true })
    const start = performance.now()
    document.querySelector<HTMLButtonElement>('.run .stop')?.click()
  })
}
