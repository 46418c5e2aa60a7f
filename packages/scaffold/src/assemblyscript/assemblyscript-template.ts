import type { SkillTemplate } from '../skill-template.ts'
import { BLUFIO_TS } from './blufio-ts.ts'
import { indexTs } from './index-ts.ts'
import { JSON_TS } from './json-ts.ts'
import { ASCONFIG_JSON, packageJson, TSCONFIG_JSON } from './project-files.ts'
import { assemblyscriptReadme } from './readme.ts'

/** A skill in AssemblyScript, which compiles with an npm package and no other toolchain. */
export const assemblyscriptTemplate: SkillTemplate = {
  id: 'assemblyscript',
  title: 'AssemblyScript',
  buildCommand: 'npm install && npm run build',
  needs: 'Node.js 20.19 or later with npm',
  files: (project) => [
    ['README.md', assemblyscriptReadme(project)],
    ['package.json', packageJson(project)],
    ['asconfig.json', ASCONFIG_JSON],
    ['assembly/index.ts', indexTs(project)],
    ['assembly/json.ts', JSON_TS],
    ['assembly/blufio.ts', BLUFIO_TS],
    ['assembly/tsconfig.json', TSCONFIG_JSON],
    ['.gitignore', 'node_modules/\n*.wasm\n'],
  ],
}
