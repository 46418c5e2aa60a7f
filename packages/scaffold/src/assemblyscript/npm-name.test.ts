import { expect, test } from 'vitest'
import { npmName } from './npm-name.ts'

test.each([
  ['word-count', 'word-count'],
  ['A-B_c', 'a-b_c'],
  ['7zip', '7zip'],
  ['-x', 'skill-x'],
  ['_x', 'skill-x'],
  ['_', 'skill'],
  ['Node_Modules', 'skill-node_modules'],
  ['assemblyscript', 'skill-assemblyscript'],
  ['x'.repeat(64), 'x'.repeat(64)],
])('%s becomes the npm package %s', (name, npm) => expect(npmName(name)).toBe(npm))
