import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver'
import { WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import { startEngine } from '../../../../tooling/testing/engines/engine-process.ts'

/** WebKitGTK as it is when nothing is switched on in it, and what ends it. */
export interface WebKitVisitor {
  readonly driver: WebDriver
  readonly close: () => Promise<void>
}

/** Starts it by its own driver, on a display that nobody sees; `xvfbRun` is the program that makes one. */
export async function startWebKit(xvfbRun: string): Promise<WebKitVisitor> {
  const port = await freePort()
  const args = ['--auto-servernum', 'WebKitWebDriver', `--port=${port}`]
  const engine = startEngine(xvfbRun, { args, cwd: process.cwd(), timeoutMs: 120_000 })
  try {
    const driver = await connected(`http://127.0.0.1:${port}`)
    return {
      driver,
      async close() {
        await driver.quit().catch(() => undefined)
        await engine.kill()
      },
    }
  } catch (error) {
    await engine.kill()
    throw error
  }
}

async function connected(server: string): Promise<WebDriver> {
  const options = { binary: WEBKIT.program, args: ['--automation'] }
  const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options })
  for (let attempt = 0; attempt < 100; attempt++) {
    const status = await fetch(`${server}/status`).catch(() => undefined)
    if (status?.ok === true) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return new Builder().usingServer(server).withCapabilities(capabilities).build()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
