import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseManifest } from '@blufio/manifest'
import { packSkill } from '@blufio/store'
import type { Plugin } from 'vite'
import { compileSample } from './compile-sample.ts'

/** Where the sources of the samples are, a folder each, in the order in which the page shows them. */
const SAMPLES_FOLDER: string = fileURLToPath(new URL('../samples/', import.meta.url))

export const SAMPLES = [
  'text-statistics',
  'release-notes',
  'json-query',
  'picture-filter',
  'endless-loop',
  'memory-eater',
  'network-caller',
  'refused',
] as const

/** The files of the sample `name`, as {@link packSkill} takes them. */
export async function sampleFiles(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = join(SAMPLES_FOLDER, name)
  const documents = (await readdir(folder)).filter((file) => !file.endsWith('.ts'))
  const files = new Map<string, Uint8Array>()
  for (const file of documents) files.set(file, Uint8Array.from(await readFile(join(folder, file))))
  return files.set('skill.wasm', await compileSample(SAMPLES_FOLDER, name))
}

/** The files that the page finds below `samples/`: an archive and the source of each sample, and a list of them. */
async function sampleSite(): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const site = new Map<string, Uint8Array | string>()
  const list: object[] = []
  for (const name of SAMPLES) {
    const files = await sampleFiles(name)
    site.set(`${name}.skill`, packSkill(files))
    // As text: many servers take .ts for a film.
    site.set(`${name}.txt`, await readFile(join(SAMPLES_FOLDER, name, 'index.ts'), 'utf8'))
    const text = (part: string) => new TextDecoder().decode(files.get(part))
    const { description } = parseManifest(text('skill.toml'))
    const title = /^# (.+)$/m.exec(text('SKILL.md'))?.[1] ?? name
    list.push({ name, title, description, file: `samples/${name}.skill`, source: `samples/${name}.txt` })
  }
  return site.set('samples.json', JSON.stringify(list))
}

/** Compiles the samples, and puts them beside the page or serves them. */
export function sampleSkills(): Plugin {
  let site: Promise<ReadonlyMap<string, Uint8Array | string>> | undefined
  return {
    name: 'sample-skills',
    async generateBundle() {
      for (const [file, source] of await sampleSite())
        this.emitFile({ type: 'asset', fileName: `samples/${file}`, source })
    },
    configureServer(server) {
      server.middlewares.use('/samples', (request, response, next) => {
        site ??= sampleSite()
        site
          .then((files) => {
            const body = files.get((request.url ?? '').slice(1))
            if (body === undefined) next()
            else response.end(body)
          })
          .catch(next)
      })
    },
  }
}
