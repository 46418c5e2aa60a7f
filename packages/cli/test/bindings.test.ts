import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseManifest } from '@blufio/manifest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingRust } from '../../../tooling/rust/missing-rust.ts'
import { type CapabilityServers, startCapabilityServers } from '../../sandbox/test/support/capability-servers.ts'
import { installCompiler, makeWorkspace, type Workspace } from './workspace.ts'

const LOCAL = ['--yes', '--allow-address', '127.0.0.1']

let servers: CapabilityServers
beforeAll(async () => {
  servers = await startCapabilityServers()
})
afterAll(() => servers.close())

interface Language {
  readonly template: string
  readonly source: string
  /** How a README marks code of it. */
  readonly mark: string
  /** Calls every function of the bindings, and answers with a line for each. */
  readonly tour: string
  readonly missing: () => string | undefined
}

const LANGUAGES: readonly Language[] = [
  {
    template: 'assemblyscript',
    source: 'assembly/index.ts',
    mark: 'ts',
    missing: () => undefined,
    tour: String.raw`
import * as b from './blufio'
export function run(): void {
  const lines: string[] = []
  const server = b.readInput().replaceAll('"', '')
  const response = b.fetch('POST', server + '/echo', 'x-tour: yes\n', 'sent')
  lines.push(response.status.toString() + ' ' + response.headers.includes('content-type: application/json').toString())
  const echo = response.text()
  lines.push(echo.includes('["x-tour","yes"]').toString() + ' ' + echo.includes('"body":"sent"').toString())
  response.close()
  lines.push(b.fetch('GET', server + '/bytes/100000').text().length.toString())
  lines.push(b.fetch('GET', 'http://').failure.toString())
  lines.push((b.getEnv('TOUR') || 'none') + ' ' + (b.getEnv('HOME') || 'none'))
  lines.push(b.makeDir('notes/deep').toString())
  const text = 'x'.repeat(40000)
  lines.push(b.writeFile('notes/a.txt', String.UTF8.encode(text)).toString())
  const read = b.readFile('notes/a.txt')
  lines.push(read === null ? 'null' : (String.UTF8.decode(read) == text).toString())
  const names = b.listDir('notes')
  if (names !== null) lines.push(names.sort().join(' '))
  const stat = b.stat('notes/a.txt')
  if (stat !== null) lines.push(stat.isFolder.toString() + ' ' + stat.size.toString() + ' ' + (stat.modifiedMs > 1700000000000).toString())
  const folder = b.stat('notes')
  if (folder !== null) lines.push(folder.isFolder.toString())
  lines.push(b.remove('notes/a.txt').toString() + ' ' + b.remove('notes/deep').toString())
  lines.push((b.readFile('notes/a.txt') === null).toString() + ' ' + b.fileFailure.toString())
  b.setOutput(lines.join('\n'))
}`,
  },
  {
    template: 'rust',
    source: 'src/lib.rs',
    mark: 'rust',
    missing: missingRust,
    tour: String.raw`
mod blufio;
use blufio as b;
#[no_mangle]
pub extern "C" fn run() {
    let input = b::input();
    let server = input.trim_matches('"');
    let mut lines = Vec::new();
    let response = b::fetch("POST", &format!("{server}/echo"), &[("x-tour", "yes")], b"sent").unwrap();
    let is_json = response.headers().contains(&("content-type".into(), "application/json".into()));
    lines.push(format!("{} {is_json}", response.status()));
    let echo = response.text();
    lines.push(format!("{} {}", echo.contains("[\"x-tour\",\"yes\"]"), echo.contains("\"body\":\"sent\"")));
    lines.push(b::fetch("GET", &format!("{server}/bytes/100000"), &[], b"").unwrap().read().len().to_string());
    lines.push(b::fetch("GET", "http://", &[], b"").err().unwrap().0.to_string());
    let env = |name: &str| b::env(name).unwrap_or("none".into());
    lines.push(format!("{} {}", env("TOUR"), env("HOME")));
    lines.push(b::make_dir("notes/deep").is_ok().to_string());
    let text = "x".repeat(40000);
    lines.push(b::write_file("notes/a.txt", text.as_bytes()).is_ok().to_string());
    lines.push((b::read_file("notes/a.txt").unwrap() == text.as_bytes()).to_string());
    let mut names = b::list_dir("notes").unwrap();
    names.sort();
    lines.push(names.join(" "));
    let stat = b::stat("notes/a.txt").unwrap();
    lines.push(format!("{} {} {}", stat.is_dir, stat.size, stat.modified_ms > 1_700_000_000_000));
    lines.push(b::stat("notes").unwrap().is_dir.to_string());
    lines.push(format!("{} {}", b::remove("notes/a.txt").is_ok(), b::remove("notes/deep").is_ok()));
    let gone = b::read_file("notes/a.txt");
    lines.push(format!("{} {}", gone.is_err(), gone.err().unwrap().0));
    b::set_output(&lines.join("\n"));
}`,
  },
]

const TOURED = [
  ...['200 true', 'true true', '100000', '-1', 'seen none', 'true', 'true', 'true', 'a.txt deep/'],
  ...['false 40000 true', 'true', 'true true', 'true -2'],
]

/** A project of a language with this source and these capabilities, built. */
async function built(
  { template, source }: Language,
  { text, capabilities }: { readonly text: (readme: string) => string; readonly capabilities: string },
): Promise<Workspace> {
  const workspace = await makeWorkspace()
  const project = join(workspace.folder, 'x')
  await workspace.skill(['init', 'x', '--template', template])
  if (template === 'assemblyscript') await installCompiler(project)
  await writeFile(join(project, source), text(await readFile(join(project, 'README.md'), 'utf8')))
  const toml = await readFile(join(project, 'skill.toml'), 'utf8')
  await writeFile(join(project, 'skill.toml'), toml.replace('env = []', capabilities))
  const { status, stderr } = await workspace.skill(['build', 'x'])
  expect(stderr).not.toMatch(/^warning|ERROR|WARNING/m)
  expect(status).toBe(0)
  return workspace
}

describe.each(LANGUAGES)('a project in $template', { timeout: 120_000 }, (language) => {
  test('reaches a server by the code that its README shows', async (context) => {
    const missing = language.missing()
    if (missing !== undefined) context.skip(missing)
    const code = new RegExp(`^\`\`\`${language.mark}\n([\\s\\S]*?)^\`\`\``, 'm')
    const { skill } = await built(language, {
      text: (readme) => code.exec(readme)?.[1] ?? '',
      capabilities: `network.domains = ["${servers.open}"]`,
    })
    const run = await skill(['run', './x', ...LOCAL, '--input', `"${servers.open}/status/200"`])
    expect(run).toMatchObject({ status: 0, stdout: 'status 200\n' })
    const denied = await skill(['run', './x', ...LOCAL, '--input', `"${servers.closed}/status/200"`])
    expect(denied.status).toBe(3)
  })

  test('calls each function of the host', async (context) => {
    const missing = language.missing()
    if (missing !== undefined) context.skip(missing)
    const { skill, home } = await built(language, {
      text: () => language.tour,
      capabilities: `env = ["TOUR"]\nnetwork.domains = ["${servers.open}"]\nfilesystem = { read = ["notes"], write = ["notes"] }`,
    })
    await mkdir(join(home, 'trial-data', 'x', 'notes'), { recursive: true })
    const env = { TOUR: 'seen' }
    const { stdout, stderr } = await skill(['run', './x', ...LOCAL, '--input', `"${servers.open}"`], { env })
    expect({ lines: stdout.split('\n'), stderr }).toEqual({ lines: [...TOURED, ''], stderr: expect.any(String) })
  })
})

test('what the manifest of a project shows in comments can be uncommented', async () => {
  const { skill, folder } = await makeWorkspace()
  await skill(['init', 'x', '--template', 'assemblyscript'])
  const toml = await readFile(join(folder, 'x', 'skill.toml'), 'utf8')
  const { capabilities } = parseManifest(toml.replace(/^# (?=\[|[a-z]+ = )/gm, ''))
  expect(capabilities).toMatchObject({
    clock: true,
    random: true,
    network: { domains: ['api.example.com', '*.example.org'] },
    filesystem: { read: ['cache', '/usr/share/zoneinfo'], write: ['cache'] },
    secrets: [{ name: 'EXAMPLE_API_KEY', domain: 'api.example.com', header: 'authorization', prefix: 'Bearer ' }],
  })
})
