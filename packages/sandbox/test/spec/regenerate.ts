// Writes golden/figures.json anew: node test/spec/regenerate.ts (needs the suite, and python3 with wasmtime 49.0.0).
import { writeFileSync } from 'node:fs'
import { figuresOf } from './fuel-figures.ts'
import { askSpecOracle } from './fuel-oracle.ts'
import { runSuite } from './run-suite.ts'
import { archivePath, readArchive } from './suite-archive.ts'

const archive = archivePath()
if (archive === undefined)
  throw new Error('needs test-data: wasm-spec/testsuite.tar.gz in $BLUFIO_TEST_DATA or ../shared')
const figures = figuresOf(await askSpecOracle(archive), (await runSuite(readArchive(archive))).fuel)
writeFileSync(new URL('./golden/figures.json', import.meta.url), `${JSON.stringify(figures, null, 1)}\n`)
