import { DEFAULT_WASM_ENTRY } from '@blufio/core'
import { quoteJson } from '../quoted-text.ts'
import type { SkillProject } from '../skill-template.ts'
import { npmName } from './npm-name.ts'

/** The npm package of the skill: the compiler, at one exact version, and the script that calls it. */
export function packageJson({ name, description, author }: SkillProject): string {
  return `{
  "name": ${quoteJson(npmName(name))},
  "version": "0.1.0",
  "description": ${quoteJson(description)},
${author === undefined ? '' : `  "author": ${quoteJson(author)},\n`}  "private": true,
  "type": "module",
  "scripts": {
    "build": "asc --target release"
  },
  "devDependencies": {
    "assemblyscript": "0.28.20"
  }
}
`
}

/** How asc compiles the skill. `abort` is replaced, so that the module imports from `blufio` only. */
export const ASCONFIG_JSON: string = `{
  "entries": ["assembly/index.ts"],
  "targets": {
    "release": {
      "outFile": "${DEFAULT_WASM_ENTRY}",
      "optimizeLevel": 3,
      "shrinkLevel": 1
    }
  },
  "options": {
    "runtime": "incremental",
    "use": ["abort=assembly/blufio/abort"]
  }
}
`

/** What an editor needs to know AssemblyScript's types. */
export const TSCONFIG_JSON: string = `{
  "extends": "assemblyscript/std/assembly.json",
  "include": ["./**/*.ts"]
}
`
