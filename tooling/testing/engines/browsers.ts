import { type Engine, onPath } from './engine.ts'

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
  isolated: true,
}

export const FIREFOX: Engine = {
  name: 'Firefox',
  kind: 'page',
  find: () => onPath(['firefox-esr', 'firefox'], 'firefox'),
  args: ({ url, profile }) => ['--headless', '--no-remote', '--profile', profile, url],
  isolated: true,
}
