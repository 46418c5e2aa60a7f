// What a page imports that runs skills; its size has a budget.
import { parseManifest } from '@blufio/manifest'
import { createSkillRuntime } from '@blufio/sandbox'

Object.assign(globalThis, { createSkillRuntime, parseManifest })
