import nodeVersions from '../../../../tooling/dist-suite/node-versions.json' with { type: 'json' }
import { DIFFERENCES, REFUSAL } from './differences.ts'
import { ENDLESS_THREADS, ENGINES, type Engine } from './engines.ts'
import { BUN_VERSION, DENO_VERSION } from './server-programs.ts'

/** The tables of docs/engines.md, in Markdown, from what the tests hold the engines to. */
export function engineTables(): { readonly engines: string; readonly features: string } {
  const engines = ENGINES.map((engine) => [
    engine.name,
    versionOf(engine),
    cancellationOf(engine),
    terminationOf(engine),
  ])
  const features = DIFFERENCES.map(({ feature, lackedBy, refusal = REFUSAL }) => [
    feature,
    lackedBy.join(', '),
    `\`${refusal}\``,
  ])
  return {
    engines: table(['where', 'version', 'a run is cancelled by', 'ending its thread stops a guest'], engines),
    features: table(['a skill that uses', 'is refused on', 'with'], features),
  }
}

function versionOf({ name, kind }: Engine): string {
  if (kind === 'page') return "Debian's"
  const others: Readonly<Record<string, string>> = { Bun: BUN_VERSION, Deno: DENO_VERSION }
  return others[name] ?? nodeVersions.find((version) => `Node.js ${version.split('.')[0]}` === name) ?? ''
}

function cancellationOf({ isolated }: Engine): string {
  return isolated === false ? 'killing its worker' : 'telling the guest'
}

function terminationOf({ name, kind }: Engine): string {
  if (kind === 'page') return 'yes, by the standard of HTML'
  return ENDLESS_THREADS.includes(name) ? 'no' : 'yes'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
