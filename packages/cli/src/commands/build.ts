import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { sizeWords } from '../amount-words.ts'
import { cliError } from '../cli-error.ts'
import { openHome } from '../home-folder.ts'
import { isFolder } from '../make-folder.ts'
import { namingModule } from '../module-error.ts'
import { replaceFile } from '../replace-file.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { readManifest, readRegularFile } from '../skill-files.ts'
import { safeLine } from '../terminal-text.ts'
import { asc } from '../toolchains/asc.ts'
import { cargo } from '../toolchains/cargo.ts'
import type { Toolchain } from '../toolchains/toolchain.ts'

const TOOLCHAINS: readonly Toolchain[] = [cargo, asc]

/** `blufio skill build`: compiles a project by its own toolchain and puts the module where its manifest says. */
export function addBuild(parent: Command, end: End): void {
  skillCommand(parent, 'build [dir]', {
    about:
      'Compile the skill project in a folder (default: here), by cargo or asc. Build only what you trust: a project can ' +
      'bring programs that run while it is compiled.',
    example: 'blufio skill build ./word-count',
  }).action(async (dir: string | undefined, options: CommonOptions) => {
    const folder = resolve(dir ?? '.')
    await assertFolder(folder)
    const { config } = await openHome(options.home)
    const manifest = await readManifest(folder, config)
    const toolchain = findToolchain(folder)
    const wasm = await compile(toolchain, folder)
    const { rewrite } = await import('@blufio/sandbox/rewriter')
    // Refused now what would be refused at installation.
    const file = join(folder, ...manifest.wasmEntry.split('/'))
    await namingModule(`what ${toolchain.name} made of ${folder}`, () =>
      rewrite(wasm, { maxMemoryPages: manifest.resources.memoryMb * 16 }),
    )
    await replaceFile(file, wasm)
    const value = { name: manifest.name, toolchain: toolchain.name, file, bytes: wasm.length }
    const text = `built ${safeLine(relative('', file) || file)}, ${sizeWords(wasm.length)}`
    finish({ value, text }, options, end)
  })
}

async function assertFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  if (!existsSync(folder)) {
    throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no folder ${folder}`, {
      hint: 'check the path, or make a project: blufio skill init',
    })
  }
  throw cliError('ERR_CLI_USAGE', `${folder} is a file, where the folder of a project is wanted`, {
    hint: `name its folder: blufio skill build ${shellPath(relative('', dirname(folder)) || '.')}`,
  })
}

function findToolchain(folder: string): Toolchain {
  const found = TOOLCHAINS.find(({ marker }) => existsSync(join(folder, marker)))
  if (found) return found
  throw cliError(
    'ERR_CLI_NO_PROJECT',
    `${folder} has neither ${TOOLCHAINS.map(({ marker }) => marker).join(' nor ')}`,
    {
      hint: 'go to the folder of a skill project, or make one: blufio skill init',
    },
  )
}

async function compile(toolchain: Toolchain, folder: string): Promise<Uint8Array> {
  const scratch = await mkdtemp(join(tmpdir(), 'blufio-build-'))
  try {
    return await readRegularFile(await toolchain.build(folder, scratch))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
