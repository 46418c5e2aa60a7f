import { GUEST_MODULE, HOST_FUNCTIONS, moduleOf } from './host/host-imports.ts'
import { WASI_MODULE } from './host/wasi/signatures.ts'
import type { ModuleExport, ModuleImport } from './rewriter/plan/module-interface.ts'
import type { RewritePlan } from './rewriter/plan/plan.ts'
import { visible } from './rewriter/visible-text.ts'
import { SandboxError } from './sandbox-error.ts'

/**
 * Throws unless the module is one that a host can run as a skill.
 *
 * @throws SandboxError `ERR_SKILL_IMPORT` for an import that is not a function of the guest ABI with its signature,
 * `ERR_SKILL_EXPORT` when there is neither `run` nor `_start`, or it is no `[] → []` function.
 */
export function assertInterface(name: string, { imports, exports }: Pick<RewritePlan, 'imports' | 'exports'>): void {
  for (const needed of imports) assertImport(name, needed)
  const offers = (entry: string): boolean => exports.some((offered) => offered.name === entry)
  // A program has a main, which is called by the name of _start.
  assertExport(name, exports, offers('_start') && !offers('run') ? '_start' : 'run')
  if (offers('_initialize')) assertExport(name, exports, '_initialize')
}

function assertImport(skill: string, { module, name, kind, signature }: ModuleImport): void {
  const label = `${kind} ${visible(JSON.stringify(shorten(`${module}.${name}`)))}`
  const offered = HOST_FUNCTIONS.find((candidate) => candidate.name === name && moduleOf(candidate) === module)
  if (offered === undefined || kind !== 'function') {
    throw new SandboxError('ERR_SKILL_IMPORT', `skill '${skill}' imports the ${label}, which no host provides`, {
      hint: importHint(module),
    })
  }
  if (offered.signature === signature) return
  throw new SandboxError(
    'ERR_SKILL_IMPORT',
    `skill '${skill}' imports ${label} as ${signature}, it is ${offered.signature}`,
  )
}

/**
 * Refuses a skill that could not wait for its host where it is to run.
 *
 * @throws SandboxError `ERR_SKILL_WAITS`
 */
export function assertNeverWaits(skill: string, waiting: readonly string[]): void {
  if (waiting.length === 0) return
  throw new SandboxError(
    'ERR_SKILL_WAITS',
    `skill '${skill}' waits for its host in ${waiting.join(', ')}, which this engine can't do here: it has no JavaScript Promise Integration`,
    {
      hint:
        typeof window === 'undefined'
          ? "use isolation 'worker' or 'process', or an engine that has it, such as Node.js 24"
          : 'serve the page as cross-origin isolated and use workers, or use a browser that has it',
    },
  )
}

function importHint(module: string): string {
  if (module.startsWith('wasi')) return `of WASI there is preview 1, whose functions are in the module '${WASI_MODULE}'`
  if (module.startsWith('__wbindgen')) return 'it was built with wasm-bindgen; build without it'
  if (module === 'env') return 'something it calls was not linked; with AssemblyScript, set use: ["abort=…"]'
  return `a skill gets functions of the module '${GUEST_MODULE}' only: ${HOST_FUNCTIONS.filter(
    (offered) => moduleOf(offered) === GUEST_MODULE,
  )
    .map(({ name }) => name)
    .join(', ')}`
}

/** Names in a module can be megabytes long. */
function shorten(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name
}

function assertExport(skill: string, exports: readonly ModuleExport[], name: string): void {
  const found = exports.find((offered) => offered.name === name)
  if (found?.kind === 'function' && found.signature === '() -> ()') return
  const what =
    found === undefined ? 'exports no such function' : `exports it as ${found.signature ?? `a ${found.kind}`}`
  throw new SandboxError('ERR_SKILL_EXPORT', `a skill exports the function '${name}: () -> ()', '${skill}' ${what}`, {
    hint: "docs/abi.md tells what a skill exports; 'blufio skill init' makes one that does",
  })
}
