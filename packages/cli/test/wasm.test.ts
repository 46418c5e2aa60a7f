import { execSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BLUFIO, blufio } from './run-blufio.ts'
import { makeModuleFolder } from './wasm-modules.ts'

test.each([['explain'], ['rewrite']])('wasm %s has help with an example, and takes --json', async (command) => {
  const { status, stdout } = await blufio(['wasm', command, '--help'])
  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`Example:\\n {2}blufio wasm ${command}`))
  expect(stdout).toContain('--json')
})

describe('explain', () => {
  test('shows what a module needs and where its fuel is charged, in 100 columns', async () => {
    const { wasm } = await makeModuleFolder()
    const { status, stdout } = await wasm(['explain', 'sample.wasm'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^sample\.wasm\n[\d.]+ (?:bytes|KiB), \d+ functions and 2 imported/)
    expect(stdout).toMatch(/blufio\.get_env +\(i32, i32, i32, i32\) -> \(i32\) +needs env\n/)
    expect(stdout).toMatch(/elsewhere\.tick +\(\) -> \(\) +not provided to skills\n/)
    expect(stdout).toMatch(/Memory\n {2}2 pages \(128 KiB\), no upper limit\n/)
    expect(stdout).toMatch(/fuel is taken in \d+ places/)
    expect(stdout).toMatch(/\n {2}\S*fib \(\d+\) +\d+ +\d+ +\d+ +\d+\n/)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('shows the whole name of each function of WASI', async () => {
    const { wasm } = await makeModuleFolder()
    const names = ['path_filestat_set_times', 'fd_prestat_get', 'fd_prestat_dir_name', 'random_get']
    const { stdout } = await wasm(['explain', 'wasi.wasm'])
    for (const name of names) expect(stdout).toMatch(new RegExp(`\\n {2}wasi_\\S*\\.${name} `))
  })

  test('gives all of it as one JSON value', async () => {
    const { wasm, folder } = await makeModuleFolder()
    const { stdout, stderr } = await wasm(['explain', '--json', 'sample.wasm'])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      bytes: (await readFile(join(folder, 'sample.wasm'))).length,
      capabilities: ['env'],
      memories: [{ minimum: 2, minimumBytes: 131_072 }],
      metering: { functions: expect.arrayContaining([expect.objectContaining({ charges: expect.any(Number) })]) },
    })
  })

  test.each([['run'], ['$run'], ['fib']])('lists the function %s with its charges', async (name) => {
    const { wasm } = await makeModuleFolder()
    const { status, stdout } = await wasm(['explain', 'sample.wasm', '--function', name])
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`^\\(func \\$\\S*${name.replace('$', '')} .*\\(export`))
    expect(stdout).toMatch(/;; .*charge \d+/)
  })

  test('lists a function by its index, and the lines that are asked for', async () => {
    const { wasm } = await makeModuleFolder()
    const whole = JSON.parse((await wasm(['explain', 'sample.wasm', '--function', '2', '--json'])).stdout)
    const { stdout, stderr } = await wasm(['explain', 'sample.wasm', '--function', '2', '--lines', '3-4'])
    expect(stdout.split('\n')[0]).toContain(whole.lines[2].code)
    expect(stdout).toContain(`;; lines 3 to 4 of ${whole.lineCount}`)
    expect(stderr).toContain('--lines 5-6')
  })

  test('reads standard input for -', async () => {
    const { folder } = await makeModuleFolder()
    const text = `"${process.execPath}" "${BLUFIO}" wasm explain --json - < sample.wasm`
    expect(JSON.parse(execSync(text, { cwd: folder, encoding: 'utf8' })).capabilities).toEqual(['env'])
  })

  test('prints no control character of a module', async () => {
    const { wasm } = await makeModuleFolder()
    const summary = await wasm(['explain', 'hostile.wasm'])
    const listing = await wasm(['explain', 'hostile.wasm', '--function', '0'])
    for (const { status, stdout } of [summary, listing]) {
      expect(status).toBe(0)
      expect(stdout).toContain('\\u{1b}[31mred\\u{a}')
      expect(stdout).toMatch(/^[\x20-\x7e\n…]*$/)
    }
  })

  test.each([
    [['nowhere.wasm'], 4, 'ERR_CLI_FILE_NOT_FOUND'],
    [['.'], 2, 'ERR_CLI_FILE_READ'],
    [['module.wat'], 2, 'ERR_CLI_USAGE'],
    [['component.wasm'], 2, 'ERR_WASM_UNSUPPORTED'],
    [['shared.wasm'], 2, 'ERR_WASM_UNSUPPORTED'],
    [['truncated.wasm'], 2, 'ERR_WASM_MALFORMED'],
    [['invalid.wasm'], 2, 'ERR_WASM_INVALID'],
    [['-'], 2, 'ERR_WASM_MALFORMED'],
    [['sample.wasm', '--function', 'fub'], 4, 'ERR_CLI_FUNCTION_NOT_FOUND'],
    [['sample.wasm', '--function', '99999'], 4, 'ERR_CLI_FUNCTION_NOT_FOUND'],
    [['sample.wasm', '--function', '0'], 2, 'ERR_CLI_USAGE'],
    [['sample.wasm', '--function', 'run', '--lines', '2-1'], 2, 'ERR_CLI_USAGE'],
    [['sample.wasm', '--lines', '1-2'], 2, 'ERR_CLI_USAGE'],
  ])('refuses %j', async (args, status, code) => {
    const { wasm } = await makeModuleFolder()
    const run = await wasm(['explain', '--json', ...args])
    expect([run.status, JSON.parse(run.stdout).error.code]).toEqual([status, code])
  })

  test('of a wrong name offers the nearest one', async () => {
    const { wasm } = await makeModuleFolder()
    const { stderr } = await wasm(['explain', 'sample.wasm', '--function', 'rnu'])
    expect(stderr).toContain('hint  did you mean run?\n')
  })
})

describe('rewrite', () => {
  test('writes a module that counts its fuel, and tells the sizes', async () => {
    const { wasm, folder } = await makeModuleFolder()
    const { status, stdout } = await wasm(['rewrite', 'sample.wasm', '-o', 'out/metered.wasm'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^wrote out\/metered\.wasm, [\d.]+ \w+; sample\.wasm has [\d.]+ \w+ \(\+[\d.]+ %\)\n$/)
    const module = new WebAssembly.Module(await readFile(join(folder, 'out', 'metered.wasm')))
    expect(WebAssembly.Module.exports(module)).toContainEqual({ name: 'blufio:fuel', kind: 'global' })
  })

  test('as JSON tells where the meter is', async () => {
    const { wasm, folder } = await makeModuleFolder()
    const { stdout, stderr } = await wasm([
      'rewrite',
      'large.wasm',
      '-o',
      'm.wasm',
      '--max-memory-pages',
      '1_0',
      '--json',
    ])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      input: 'large.wasm',
      output: 'm.wasm',
      bytes: 13,
      meteredBytes: (await readFile(join(folder, 'm.wasm'))).length,
      memories: [{ is64: false, minimum: 9, maximum: 10 }],
      reservedExports: { fuel: 'blufio:fuel' },
    })
  })

  test('writes the same bytes to standard output for -o -, and nothing else', async () => {
    const { wasm, folder } = await makeModuleFolder()
    await wasm(['rewrite', 'sample.wasm', '-o', 'a.wasm'])
    const bytes = execSync(`"${process.execPath}" "${BLUFIO}" wasm rewrite - -o - < sample.wasm`, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(bytes.equals(await readFile(join(folder, 'a.wasm')))).toBe(true)
  })

  test('replaces another file, but its input only when told so', async () => {
    const { wasm, folder } = await makeModuleFolder()
    const original = await readFile(join(folder, 'sample.wasm'))
    await link(join(folder, 'sample.wasm'), join(folder, 'linked.wasm'))
    for (const output of ['sample.wasm', './sample.wasm', 'linked.wasm']) {
      const { status, stderr } = await wasm(['rewrite', 'sample.wasm', '-o', output])
      expect(status).toBe(2)
      expect(stderr).toContain('--replace')
    }
    expect((await readFile(join(folder, 'sample.wasm'))).equals(original)).toBe(true)
    await writeFile(join(folder, 'old.wasm'), 'old')
    expect((await wasm(['rewrite', 'sample.wasm', '-o', 'old.wasm'])).status).toBe(0)
    expect((await wasm(['rewrite', 'sample.wasm', '-o', 'sample.wasm', '--replace'])).status).toBe(0)
    const metered = await readFile(join(folder, 'sample.wasm'))
    expect(metered.equals(await readFile(join(folder, 'old.wasm')))).toBe(true)
  })

  test.each([
    [['nowhere.wasm', '-o', 'out.wasm'], 4, 'ERR_CLI_FILE_NOT_FOUND'],
    [['sample.wasm'], 2, 'ERR_CLI_USAGE'],
    [['sample.wasm', '-o', '-'], 2, 'ERR_CLI_USAGE'],
    [['sample.wasm', '-o', '.'], 2, 'ERR_CLI_FILE_WRITE'],
    [['sample.wasm', '-o', 'sample.wasm/out.wasm'], 2, 'ERR_CLI_FILE_WRITE'],
    [['truncated.wasm', '-o', 'out.wasm'], 2, 'ERR_WASM_MALFORMED'],
    [['shared.wasm', '-o', 'out.wasm'], 2, 'ERR_WASM_UNSUPPORTED'],
    [['large.wasm', '-o', 'out.wasm', '--max-memory-pages', '8'], 2, 'ERR_WASM_MEMORY_LIMIT'],
    [['large.wasm', '-o', 'out.wasm', '--max-memory-pages', '-1'], 2, 'ERR_CLI_USAGE'],
    [['large.wasm', '-o', 'out.wasm', '--max-heap-bytes', '1e99'], 2, 'ERR_CLI_USAGE'],
  ])('refuses %j and writes nothing', async (args, status, code) => {
    const { wasm, folder } = await makeModuleFolder()
    const before = await readdir(folder)
    const run = await wasm(['rewrite', '--json', ...args])
    expect([run.status, JSON.parse(run.stdout).error.code]).toEqual([status, code])
    expect(await readdir(folder)).toEqual(before)
  })

  test('says which limit to raise', async () => {
    const { wasm } = await makeModuleFolder()
    const { stderr } = await wasm(['rewrite', 'large.wasm', '-o', 'out.wasm', '--max-memory-pages', '8'])
    expect(stderr).toMatch(/^error large\.wasm: .*9 pages.*limit is 8.*\nhint {2}raise --max-memory-pages/)
  })

  test.skipIf(!existsSync('/dev/null'))('leaves devices as they are (needs /dev/null)', async () => {
    const { wasm } = await makeModuleFolder()
    const { status, stderr } = await wasm(['rewrite', 'sample.wasm', '-o', '/dev/null'])
    expect(status).toBe(2)
    expect(stderr).toContain('not a regular file')
  })
})
