import { compileMetered, type MeteredModule } from '@blufio/sandbox/rewriter'
import { call, expectedOf } from './call.ts'
import { meetsScript } from './expectation.ts'
import { type Guest, type GuestMetering, meteredGuest, plainGuest } from './guest.ts'
import { stateDifferences } from './guest-state.ts'
import { moduleDifferences } from './module-differences.ts'
import { outcomeOf, showError } from './outcome.ts'
import { type FuelRow, NOT_CALLED, type Report } from './report.ts'
import type { Action, Command, Script } from './script.ts'
import { World } from './world.ts'

/** Runs `script` plain and metered, command by command, and adds what it saw to `report`. */
export async function runScript(script: Script, report: Report, sliceUnits?: bigint): Promise<void> {
  const run = new ScriptRun(script, report, sliceUnits)
  for (const command of script.commands) await run.execute(command)
  run.compareStates()
}

interface Pair {
  readonly plain: Guest
  readonly metered: Guest
  readonly file: string
}

class ScriptRun {
  private readonly plain = new World()
  private readonly metered = new World()
  private readonly definitions = new Map<string | undefined, string>()
  private readonly pairs: Pair[] = []
  private readonly rows: (FuelRow | null)[] = []
  private readonly rowOf = new Map<Guest, FuelRow>()
  private readonly script: Script
  private readonly report: Report
  private readonly metering: GuestMetering

  constructor(script: Script, report: Report, sliceUnits: bigint | undefined) {
    const onRefill = (): boolean => {
      report.counts['times that a module asked its host'] += 1
      return true
    }
    this.metering = { sliceUnits, onRefill }
    this.script = script
    this.report = report
    report.fuel[script.name] = this.rows
  }

  async execute(command: Command): Promise<void> {
    switch (command.type) {
      case 'module':
        return this.instantiate(command, command.filename, { keep: true, name: command.name })
      case 'module_definition':
        this.definitions.set(command.name, command.filename)
        return
      case 'module_instance': {
        const file = this.definitions.get(command.module)
        if (file === undefined) throw new Error(`${this.script.name}: no module ${command.module}`)
        return this.instantiate(command, file, { keep: true, name: command.name })
      }
      case 'register':
        this.plain.register(command.as, command.name)
        this.metered.register(command.as, command.name)
        return
      case 'assert_unlinkable':
      case 'assert_uninstantiable':
        return this.instantiate(command, command.filename, { keep: false })
      case 'assert_invalid':
      case 'assert_malformed':
        if (command.filename === undefined) this.report.counts['modules in text alone'] += 1
        else await this.compile(command, command.filename)
        return
      default:
        return this.act(command, command.action)
    }
  }

  compareStates(): void {
    for (const { plain, metered, file } of this.pairs) {
      for (const line of stateDifferences(plain.linkable, metered.linkable)) {
        this.report.differences.push(`${this.script.name}, at its end, ${file}: ${line}`)
      }
    }
  }

  /** The module in both forms, the metered one missing when we refuse it; `undefined` when the engine refuses it. */
  private async compile(
    command: Command,
    file: string,
  ): Promise<{ readonly plain: WebAssembly.Module; readonly metered: MeteredModule | undefined } | undefined> {
    const bytes = this.script.module(file)
    const plain = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined
    const { metered, refusal } = await rewritten(bytes)
    if (plain === undefined) {
      if (refusal?.startsWith('ERR_WASM_')) this.report.counts['modules refused by the engine and by us'] += 1
      else this.differ(command, file, `the engine refuses it, the rewriter does not: ${refusal ?? 'taken'}`)
      return undefined
    }
    if (refusal !== undefined) this.report.refusals[refusal] = (this.report.refusals[refusal] ?? 0) + 1
    else if (metered !== undefined) {
      for (const line of moduleDifferences(plain, metered)) this.differ(command, file, line)
    }
    return { plain, metered }
  }

  private async instantiate(
    command: Command,
    file: string,
    { keep, name }: { readonly keep: boolean; readonly name?: string | undefined },
  ): Promise<void> {
    const compiled = await this.compile(command, file)
    const { plain: world, metered: other } = this
    const fuelBefore = other.fuel
    const plain = attempt(compiled && (() => plainGuest(compiled.plain, world.imports)))
    const metered = attempt(
      compiled &&
        (() =>
          compiled.metered === undefined
            ? plainGuest(compiled.plain, other.imports)
            : meteredGuest(compiled.metered, other.imports, this.metering)),
    )
    if (compiled !== undefined) this.compare(command, file, [plain.outcome, metered.outcome], 'compared instantiations')
    if (!keep) return
    world.enter(plain.guest, name)
    other.enter(metered.guest, name)
    const row = metered.guest?.metered && { startup: String(other.fuel - fuelBefore), calls: [] }
    this.rows.push(row ?? null)
    if (plain.guest === undefined || metered.guest === undefined) return
    if (row !== undefined) this.rowOf.set(metered.guest, row)
    this.pairs.push({ plain: plain.guest, metered: metered.guest, file })
  }

  private act(command: Command, action: Action): void {
    const { counts, unexpected } = this.report
    const plain = this.plain.guest(action.module)
    const metered = this.metered.guest(action.module)
    if (plain === undefined || metered === undefined) {
      counts['calls of modules that the engine refuses'] += 1
      return
    }
    const expected = expectedOf(command)
    const outcome = call(plain, action, expected)
    const fuelBefore = this.metered.fuel
    const other = call(metered, action, expected)
    const units = String(this.metered.fuel - fuelBefore)
    const impossible = outcome === other && outcome.startsWith('failed: TypeError')
    const used = other.startsWith('returned') ? units : null
    this.rowOf.get(metered)?.calls.push(impossible ? NOT_CALLED : used)
    if (metered.metered === undefined) counts['calls of modules that we refuse'] += 1
    else if (impossible) counts['calls that JavaScript cannot make'] += 1
    else {
      if (!meetsScript(outcome, command)) unexpected.push(`${this.where(command)}, ${action.field}: ${outcome}`)
      this.compare(command, action.field, [outcome, other], 'compared calls')
    }
  }

  private compare(
    command: Command,
    what: string,
    [plain, metered]: readonly [string, string],
    count: 'compared calls' | 'compared instantiations',
  ): void {
    this.report.counts[count] += 1
    if (plain !== metered) this.differ(command, what, `plain ${plain}, metered ${metered}`)
    const said = [this.plain.log.splice(0), this.metered.log.splice(0)].map((lines) => lines.join('; '))
    if (said[0] !== said[1]) this.differ(command, what, `plain printed ${said[0]}, metered ${said[1]}`)
  }

  private differ(command: Command, what: string, how: string): void {
    this.report.differences.push(`${this.where(command)}, ${what}: ${how}`)
  }

  private where({ line, type }: Command): string {
    return `${this.script.name}:${line} ${type}`
  }
}

async function rewritten(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly metered?: MeteredModule; readonly refusal?: string }> {
  try {
    return { metered: await compileMetered(bytes) }
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string }
    // Without the place, so that one reason is one line.
    return { refusal: `${code ?? showError(error)}: ${message?.replace(/ \(at byte \d+\)/, '')}` }
  }
}

function attempt(make: (() => Guest) | undefined): { readonly guest?: Guest; readonly outcome: string } {
  if (make === undefined) return { outcome: 'no module' }
  let guest: Guest | undefined
  const outcome = outcomeOf(() => {
    guest = make()
    return []
  })
  return guest === undefined ? { outcome } : { guest, outcome }
}
