import { existsSync } from 'node:fs'
import { type Engine, type Found, onPath } from './engine.ts'

export const CHROMIUM: Engine = {
  name: 'Chromium',
  kind: 'page',
  find: () => onPath(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
  args: ({ url, profile }) => [
    '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--ignore-certificate-errors',
    `--user-data-dir=${profile}`,
    url,
  ],
  versionArgs: ['--version'],
  isolated: true,
}

export const FIREFOX: Engine = {
  name: 'Firefox',
  kind: 'page',
  find: () => onPath(['firefox-esr', 'firefox'], 'firefox'),
  args: ({ url, profile }) => ['--headless', '--no-remote', '--profile', profile, url],
  isolated: true,
}

/** The browser with which WebKitGTK is tested, of Debian's package `webkit2gtk-driver`. */
const MINI_BROWSER =
  ['x86_64', 'aarch64']
    .map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path)) ?? ''

/** WebKitGTK, on a display that nobody sees, with what it has switched off and Safari has on. */
export const WEBKIT: Engine & { readonly program: string } = {
  name: 'WebKit',
  kind: 'page',
  program: MINI_BROWSER,
  find: findWebKit,
  args: ({ url, profile }) => [
    '--auto-servernum',
    '/usr/bin/env',
    'JSC_useSharedArrayBuffer=1',
    'NO_AT_BRIDGE=1',
    `XDG_DATA_HOME=${profile}/data`,
    `XDG_CACHE_HOME=${profile}/cache`,
    MINI_BROWSER,
    '--features=+FileSystem,+AccessHandle,+FileSystemWritableStream,+StorageAPI',
    '--ignore-tls-errors',
    url,
  ],
  versionArgs: ['--auto-servernum', MINI_BROWSER, '--version'],
  isolated: true,
}

function findWebKit(): Found {
  if (MINI_BROWSER === '') return { needs: 'webkit: MiniBrowser of WebKitGTK' }
  return onPath(['xvfb-run'], 'webkit: xvfb-run')
}
