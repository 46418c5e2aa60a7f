import type { SkillManifest } from '@blufio/core'
import type { SkillPackage } from '../src/skill-package.ts'
import type { SkillStore } from '../src/skill-store.ts'

/** The smallest module: its magic and version (WebAssembly core specification, section 5.5.16). */
const EMPTY_MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** A module of its own for each `tag`: the empty one with a custom section that holds the tag. */
export function wasmOf(tag: string): Uint8Array {
  const name = new TextEncoder().encode(tag)
  return Uint8Array.of(...EMPTY_MODULE, 0, name.length + 1, name.length, ...name)
}

/** A skill to install, with whatever a test wants to say about it. */
export function skillPackage(
  name: string,
  { wasm = wasmOf('one'), ...manifest }: Partial<SkillManifest> & { readonly wasm?: Uint8Array } = {},
): SkillPackage {
  const full: SkillManifest = {
    name,
    version: '0.1.0',
    description: `What ${name} does`,
    capabilities: { env: [] },
    resources: { fuel: 18_446_744_073_709_551_615n, memoryMb: 16, epochTimeoutSecs: 5 },
    wasmEntry: 'skill.wasm',
    ...manifest,
  }
  const manifestToml = `[skill]\nname = "${name}"\nversion = "${full.version}"\n[resources]\nfuel = ${full.resources.fuel}\n`
  return { manifest: full, manifestToml, wasm }
}

/** The code of the error that `promise` rejects with; fails when it does not reject. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  return error instanceof Error && 'code' in error ? error.code : error
}

/** The module of an installed skill, when all of it is what was approved. */
export async function wasmIn(store: SkillStore, name: string): Promise<Uint8Array> {
  return (await store.readSkill(name)).wasm
}
