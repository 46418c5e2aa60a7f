import { expect, test } from 'vitest'
import { crateName } from './crate-name.ts'

test.each([
  ['word-count', 'word_count'],
  ['word_count', 'word_count'],
  ['A-B_c', 'a_b_c'],
  ['7zip', 'skill_7zip'],
  ['-x', 'skill_x'],
  ['_', 'skill'],
  ['---', 'skill'],
  ['_-x-_', 'skill_x__'],
  ['fn', 'skill_fn'],
  ['Self', 'skill_self'],
  ['gen', 'skill_gen'],
  ['Test', 'skill_test'],
  ['std', 'skill_std'],
  ['core', 'skill_core'],
  ['alloc', 'skill_alloc'],
  ['proc-macro', 'skill_proc_macro'],
  ['build', 'skill_build'],
  ['x'.repeat(64), 'x'.repeat(64)],
])('%s becomes the crate %s', (name, crate) => expect(crateName(name)).toBe(crate))
