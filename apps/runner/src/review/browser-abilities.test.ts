import { afterEach, expect, test, vi } from 'vitest'
import { browserAbilities } from './browser-abilities.ts'

afterEach(() => vi.unstubAllGlobals())

/** What the page says of stopping, and of waiting for the network and files. */
function said(globals: Readonly<Record<string, unknown>>): readonly string[] {
  for (const [name, value] of Object.entries({ navigator: {}, WebAssembly: {}, ...globals })) vi.stubGlobal(name, value)
  return browserAbilities()
    .filter(({ name }) => /^(?:Stopping|Waiting)/.test(name))
    .map(({ isThere, meaning }) => `${isThere ? 'yes' : 'no'}: ${meaning}`)
}

test('a page that is isolated has what needs shared memory', () => {
  const [stopping, waiting] = said({ crossOriginIsolated: true, SharedArrayBuffer })
  expect(stopping).toMatch(/^yes: /)
  expect(waiting).toMatch(/^yes: /)
})

test('a page that is not isolated is told so, and has JSPI to wait with', () => {
  const globals = { crossOriginIsolated: false, SharedArrayBuffer: undefined }
  expect(said(globals)[0]).toMatch(/^no: this page is not cross-origin isolated: /)
  expect(said(globals)[1]).toMatch(/^no: this browser has neither JSPI nor shared memory/)
  expect(said({ ...globals, WebAssembly: { Suspending: Function } })[1]).toMatch(/^yes: /)
})

test('a browser that shares no memory in isolated pages either is told so', () => {
  const [stopping, waiting] = said({ crossOriginIsolated: true, SharedArrayBuffer: undefined })
  expect(stopping).toMatch(/^no: this browser shares no memory between threads: /)
  expect(waiting).toMatch(/^no: /)
})
