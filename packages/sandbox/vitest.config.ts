import { existsSync } from 'node:fs'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** The suites that hold for the sandbox wherever it runs. */
const CONTRACT = 'test/contract/**/*.test.ts'

const node: TestProjectInlineConfiguration = {
  test: {
    name: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
  },
}

const chromium: TestProjectInlineConfiguration = {
  optimizeDeps: { include: ['wabt'] },
  test: {
    name: 'chromium',
    include: [CONTRACT],
    testTimeout: 30_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: CHROMIUM ?? '',
          args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
}

export default defineConfig({
  test: { projects: CHROMIUM === undefined ? [node] : [node, chromium] },
})
