import { relative, resolve } from 'node:path'
import { parseSignature, SIGNATURE_FILE } from '@blufio/core'
import type { Command } from 'commander'
import { sizeWords } from '../amount-words.ts'
import { openHome } from '../home-folder.ts'
import { namingModule } from '../module-error.ts'
import { replaceFile } from '../replace-file.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readSkillFiles, type SkillFiles } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'

interface PackOptions extends CommonOptions {
  readonly out?: string
}

/** `blufio skill pack`: one file of a skill, the same bytes wherever it is packed, and its digest. */
export function addPack(parent: Command, end: End): void {
  skillCommand(parent, 'pack [folder]', {
    about: 'Pack the skill in a folder (default: here) into one .skill file, and show its digest.',
    example: `
      blufio skill pack ./word-count
      blufio skill pack ./word-count --out word-count.skill`,
  })
    .option('--out <file>', 'the file to write (default: NAME-VERSION.skill, here)')
    .action(async (folder: string | undefined, options: PackOptions) => {
      const { config } = await openHome(options.home)
      const files = await readSkillFiles(folder ?? '.', config)
      const { manifest, wasm, wasmFile } = files
      const { rewrite } = await import('@blufio/sandbox/rewriter')
      // Refused now what would be refused wherever it is installed.
      await namingModule(wasmFile, () => rewrite(wasm, { maxMemoryPages: manifest.resources.memoryMb * 16 }))
      const digest = await digestOf(files)
      const { packSkill } = await import('@blufio/store')
      const archive = packSkill(archiveFiles(files))
      const { name, version } = manifest
      const file = resolve(options.out ?? `${name}-${version}.skill`)
      await replaceFile(file, archive)
      const value = { name, version, file, bytes: archive.length, digest }
      const shown = safeLine(relative('', file) || file)
      finish({ value, text: `packed ${shown}, ${sizeWords(archive.length)}, digest ${digest}` }, options, end)
    })
}

/** The digest of a skill that any registry takes: its texts are such as can be kept, and its signature, if any, holds. */
async function digestOf(files: SkillFiles): Promise<string> {
  const { openSkillStore } = await import('@blufio/store')
  const store = await openSkillStore({ memory: true })
  try {
    return (await store.review(files)).digest
  } finally {
    await store.close()
  }
}

function archiveFiles(files: SkillFiles): ReadonlyMap<string, Uint8Array> {
  const { manifest, manifestToml, wasm, documents = {}, signature } = files
  const encoder = new TextEncoder()
  const packed = new Map([
    ['skill.toml', encoder.encode(manifestToml)],
    [manifest.wasmEntry, wasm],
  ])
  for (const [name, text] of Object.entries(documents)) packed.set(name, encoder.encode(text))
  if (signature !== undefined) {
    const isOfSkill = parseSignature(signature).covers === 'skill'
    packed.set(isOfSkill ? SIGNATURE_FILE : `${manifest.wasmEntry}.sig`, encoder.encode(signature))
  }
  return packed
}
