import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { scaffoldSkill } from './scaffold-skill.ts'
import { SKILL_TEMPLATES } from './skill-templates.ts'

const NASTY = 'it\'s """ \\ */ \n\u202e "x" {y} 🎉'

function file(files: Map<string, string>, path: string): string {
  const content = files.get(path)
  if (content === undefined) throw new Error(`${path} was not generated`)
  return content
}

test('generates a Rust project when no template is named', () => {
  expect([...scaffoldSkill('word-count').keys()].sort()).toEqual([
    '.gitignore',
    'Cargo.toml',
    'README.md',
    'SKILL.md',
    'skill.toml',
    'src/blufio.rs',
    'src/json.rs',
    'src/lib.rs',
  ])
})

test('generates an AssemblyScript project', () => {
  expect([...scaffoldSkill('word-count', { template: 'assemblyscript' }).keys()].sort()).toEqual([
    '.gitignore',
    'README.md',
    'SKILL.md',
    'asconfig.json',
    'assembly/blufio.ts',
    'assembly/index.ts',
    'assembly/json.ts',
    'assembly/tsconfig.json',
    'package.json',
    'skill.toml',
  ])
})

describe.each(SKILL_TEMPLATES.map(({ id }) => id))('the template %s', (template) => {
  test('writes a manifest with the name, no capability and the default limits', () => {
    expect(parse(file(scaffoldSkill('Word-Count', { template }), 'skill.toml'))).toEqual({
      skill: {
        name: 'Word-Count',
        version: '0.1.0',
        description: 'Counts the words of a text and finds the longest one',
      },
      capabilities: { env: [] },
      resources: { fuel: 1_000_000_000, memory_mb: 16, epoch_timeout_secs: 5 },
      wasm: { entry: 'skill.wasm' },
    })
  })

  test('keeps any description and author', () => {
    const files = scaffoldSkill('x', { template, description: NASTY, author: NASTY })
    expect(parse(file(files, 'skill.toml'))['skill']).toMatchObject({ description: NASTY, author: NASTY })
    const description = /^description: (.*)$/m.exec(file(files, 'SKILL.md'))?.[1] ?? ''
    expect(JSON.parse(description)).toBe(NASTY)
  })

  test('ends every file in one newline', () => {
    for (const content of scaffoldSkill('x', { template }).values()) expect(content).toMatch(/[^\n]\n$/)
  })

  test.each(['', '../x', 'a b', 'CON', 'é', 'x'.repeat(65)])('refuses the name %j', (name) => {
    expect(() => scaffoldSkill(name, { template })).toThrow(expect.objectContaining({ code: 'ERR_SKILL_NAME' }))
  })
})

describe('a Rust project', () => {
  test('is a cdylib whose name is a Rust identifier', () => {
    const cargo = parse(file(scaffoldSkill('my-word-count'), 'Cargo.toml'))
    expect(cargo).toMatchObject({ package: { name: 'my_word_count' }, lib: { 'crate-type': ['cdylib'] } })
  })

  test('keeps any description and author in Cargo.toml', () => {
    const files = scaffoldSkill('x', { description: NASTY, author: NASTY })
    expect(parse(file(files, 'Cargo.toml'))['package']).toMatchObject({ description: NASTY, authors: [NASTY] })
  })

  test('exports run and imports from blufio', () => {
    const files = scaffoldSkill('x')
    expect(file(files, 'src/lib.rs')).toContain('#[no_mangle]\npub extern "C" fn run()')
    expect(file(files, 'src/blufio.rs')).toContain('#[link(wasm_import_module = "blufio")]')
  })
})

describe('an AssemblyScript project', () => {
  test('pins its compiler and keeps any description and author in package.json', () => {
    const files = scaffoldSkill('X', { template: 'assemblyscript', description: NASTY, author: NASTY })
    expect(JSON.parse(file(files, 'package.json'))).toMatchObject({
      name: 'x',
      description: NASTY,
      author: NASTY,
      devDependencies: { assemblyscript: '0.28.20' },
    })
  })

  test('writes valid JSON throughout', () => {
    for (const [path, content] of scaffoldSkill('x', { template: 'assemblyscript' })) {
      if (path.endsWith('.json')) expect(() => JSON.parse(content)).not.toThrow()
    }
  })
})

test('refuses an unknown template and names the known ones', () => {
  expect(() => scaffoldSkill('x', { template: 'cobol' })).toThrow(
    expect.objectContaining({ code: 'ERR_SCAFFOLD_TEMPLATE', hint: 'choose one of: rust, assemblyscript' }),
  )
})
