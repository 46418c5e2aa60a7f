import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSqlite } from '../../src/database/sqlite-database.ts'
import { openSkillStore } from '../../src/index.node.ts'
import { SkillStore } from '../../src/skill-store.ts'
import { LogBacking } from '../../src/storage/log-backing.ts'
import { NodeRegistryFiles } from '../../src/storage/registry-files.node.ts'
import type { RegistryFile } from '../../src/storage/registry-files.ts'
import { WasmFolder } from '../../src/storage/wasm-folder.node.ts'
import { skillPackage } from '../skill-packages.ts'

test('a log of which a storage gives zeros, as WebKit does of one that was replaced, is read again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blufio-store-'))
  try {
    const path = join(folder, 'registry.db')
    const writer = await openSkillStore({ path })
    for (const name of ['one', 'two', 'three']) await writer.install(skillPackage(name))
    const files = await NodeRegistryFiles.at(path)
    const open = files.open.bind(files)
    let zeros = 0
    // Pages are what it gives zeros of: the log was whole when its commits were counted.
    files.open = async (name) => {
      const file = await open(name)
      if (file === undefined || name !== 'log') return file
      return zeroed(file, (start, length) => start > 32 && length >= 4096 && ++zeros <= 3)
    }
    const reader = await SkillStore.open(
      await loadSqlite(),
      new LogBacking(files, new WasmFolder(join(folder, 'skills'))),
    )
    expect((await reader.list()).map(({ name }) => name)).toEqual(['one', 'three', 'two'])
    expect(await reader.check()).toEqual([])
    expect(zeros).toBeGreaterThanOrEqual(3)
    await reader.close()
    await writer.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** `file`, which gives zeros for what `isGone` says of a reading. */
function zeroed(file: RegistryFile, isGone: (start: number, length: number) => boolean): RegistryFile {
  return {
    identity: file.identity,
    size: file.size,
    read: async (start, length) => (isGone(start, length) ? new Uint8Array(length) : file.read(start, length)),
    close: () => file.close(),
  }
}
