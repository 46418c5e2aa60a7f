import { expect, test } from 'vitest'
import { grantedPathProblem, wasmEntryProblem } from './path-rule.ts'

test.each(['/tmp/cache', '~/notes', '~/a/b.txt', 'cache', 'a b/c', '/srv/Ünïcode', '.config', 'a..b/...c', 'x~'])(
  'grants %s',
  (path) => {
    expect(grantedPathProblem(path)).toBeUndefined()
  },
)

test.each([
  ['', 'empty'],
  ['/', 'every file'],
  ['~', '`~`'],
  ['~/', 'empty part'],
  ['~root/x', '`~`'],
  ['/tmp/', 'empty part'],
  ['/tmp//x', 'empty part'],
  ['//server/share', 'empty part'],
  ['..', '`..`'],
  ['/tmp/../etc', '`..`'],
  ['~/../x', '`..`'],
  ['./x', '`.`'],
  ['/.', '`.`'],
  ['C:/x', 'Windows'],
  ['file:stream', 'Windows'],
  ['C:\\x', '`/`'],
  ['..\\x', '`/`'],
  ['/tmp/*', 'pattern'],
  ['/tmp/a?', 'pattern'],
  ['a /b', 'Windows drops'],
  ['a./b', 'Windows drops'],
  ['/tmp/NUL', 'device'],
  ['aux.txt', 'device'],
  ['a\0', 'U+0000'],
  ['a\nb', 'U+000A'],
  ['a\u202eb', 'U+202E'],
  ['a\u200db', 'U+200D'],
  ['\ud800', 'U+D800'],
  ['u\u0308', 'normal form C'],
  ['a'.repeat(1025), 'longer'],
])('refuses the path %j: %s', (path, reason) => {
  expect(grantedPathProblem(path)).toContain(reason)
})

test.each(['skill.wasm', 'target/wasm32-unknown-unknown/release/my_skill.wasm', 'a.b.wasm'])(
  'takes the entry %s',
  (entry) => {
    expect(wasmEntryProblem(entry)).toBeUndefined()
  },
)

test.each([
  ['', 'empty'],
  ['/x.wasm', 'relative'],
  ['~/x.wasm', 'relative'],
  ['../x.wasm', '`..`'],
  ['a/../../x.wasm', '`..`'],
  ['./x.wasm', '`.`'],
  ['a\\x.wasm', '`/`'],
  ['C:x.wasm', 'Windows'],
  ['x.wat', '".wasm"'],
  ['x.WASM', '".wasm"'],
  ['.wasm', '".wasm"'],
  ['con.wasm', 'device'],
  ['a/.wasm', '".wasm"'],
  ['x.wasm\0.txt', 'U+0000'],
  ['x.wasm/', 'empty part'],
])('refuses the entry %j: %s', (entry, reason) => {
  expect(wasmEntryProblem(entry)).toContain(reason)
})
