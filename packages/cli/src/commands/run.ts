import { type Command, Option } from 'commander'
import { addAddress } from '../allowed-address.ts'
import { auditedRun } from '../audited-run.ts'
import { fileOptions, openHome } from '../home-folder.ts'
import { untilInterrupted } from '../interruption.ts'
import { grantedEnv, withLoadedSkill } from '../loaded-skill.ts'
import { type InputOptions, readInput } from '../run-input.ts'
import { type LimitOptions, withLimits } from '../run-limits.ts'
import { readSecrets, type SecretOptions } from '../run-secrets.ts'
import { findTarget, type TargetOptions } from '../run-target.ts'
import { shownResult } from '../shown-result.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { assertTracePath, writeTrace } from '../trace-file.ts'

type RunOptions = Omit<CommonOptions, 'json'> &
  InputOptions &
  LimitOptions &
  SecretOptions &
  TargetOptions & {
    readonly record?: string
    readonly profile?: true
    readonly isolation: 'worker' | 'process'
    readonly allowAddress?: readonly string[]
  }

const ISOLATION = new Option(
  '--isolation <where>',
  'where it runs: on a thread, or in a process of its own, which is all that a fault of the engine can end',
)
  .choices(['worker', 'process'])
  .default('worker')

/** `blufio skill run`: runs a skill once in the sandbox and shows what came of it. */
export function addRun(parent: Command, end: End): void {
  skillCommand(parent, 'run <skill>', {
    about:
      'Run a skill: an installed one by its name, one in a folder (./folder) or a .skill file, or a .wasm with its manifest.',
    example: `
      blufio skill run word-count --input '{"text": "the quick brown fox"}'
      blufio skill run ./word-count --text --input-file README.md
      blufio skill run word-count-1.0.0.skill --input '"some text"'
      blufio skill run weather --input '{"city": "Zürich"}' --secrets ~/weather.env
      blufio skill run ./weather --yes --allow-address 127.0.0.1
      echo '{"text": "hello"}' | blufio skill run skill.wasm --manifest skill.toml --json`,
  })
    .option('--input <json>', 'the input, as JSON')
    .option('--input-file <file>', 'a file with the input; without either, it is read from standard input')
    .option('--text', 'take the input as plain text and hand it over as one JSON string')
    .option('--manifest <file>', 'the skill.toml of a .wasm file')
    .option('--fuel <units>', "the most fuel, in place of the manifest's")
    .option('--timeout <seconds>', "the most time, in place of the manifest's")
    .option(
      '--secrets <file>',
      'a file with lines NAME=value that only you may read; without it, $BLUFIO_SECRET_<NAME>',
    )
    .option(
      '--allow-address <address>',
      'an address or range that is not public and may be reached all the same, where the manifest grants its name; repeatable',
      addAddress,
    )
    .addOption(ISOLATION)
    .option(
      '--record <file>',
      'keep a trace for blufio skill replay; it holds what the skill was given, its environment variables too',
    )
    .option('--profile', 'tell by function where the fuel went; such a run takes longer')
    .option('--yes', 'approve what a skill that is not installed may do, without being asked')
    .action(async (name: string, options: RunOptions) => {
      if (options.record !== undefined) await assertTracePath(options.record)
      const home = await openHome(options.home)
      const target = await findTarget(name, options, home)
      const manifest = withLimits(target.manifest, options)
      const secrets = await readSecrets(manifest, options)
      const input = await readInput(options)
      const record = options.record !== undefined
      const profile = options.profile === true
      const recorded = await auditedRun(home, target, (observing) =>
        untilInterrupted((signal) =>
          withLoadedSkill(
            { ...target, manifest },
            {
              env: grantedEnv(manifest),
              files: fileOptions(home, target),
              isolation: options.isolation,
              network: { allowAddresses: options.allowAddress ?? [] },
              secrets,
              ...observing,
            },
            (runtime) => runtime.invoke({ skillName: manifest.name, input }, { signal, record, profile }),
          ),
        ),
      )
      const { trace, ...result } = recorded
      if (options.record === undefined) return finish(shownResult(result), options, end)
      if (trace !== undefined) await writeTrace(options.record, trace)
      // The result is not lost with its trace: a run whose worker had to be killed has none.
      const note =
        trace === undefined ? `no trace: ${options.record} was not written, as the skill's worker was killed` : ''
      const shown = shownResult(result)
      finish({ ...shown, notes: [shown.notes ?? '', note].filter((text) => text !== '').join('\n') }, options, end)
    })
}
