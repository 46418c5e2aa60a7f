import { BlufioError, type FunctionFuel, MAX_FUEL } from '@blufio/core'
import { functionFuelExport } from './format/function-fuel-export.ts'
import { FuelAccount, type StopReason } from './fuel-account.ts'
import { balanceFuel } from './function-fuel.ts'
import { functionNames } from './function-names.ts'
import { captureMemory, type InitialMemory, restoreMemory } from './initial-memory.ts'
import type { RewritePlan } from './plan/plan.ts'
import type { RewritePolicy } from './plan/policy.ts'
import { rewrite } from './rewrite.ts'
import { RewriteError } from './rewrite-error.ts'
import { type PromisingFunction, promisingFunction } from './suspending.ts'
import { visible } from './visible-text.ts'
import { isWebKit } from './webkit.ts'

/** A module compiled with its meter; plain data that can be posted to a worker. */
export interface MeteredModule {
  readonly module: WebAssembly.Module
  readonly meter: MeterLayout
}

/** Where the meter of a compiled module is found. */
export type MeterLayout = Pick<RewritePlan, 'reservedExports' | 'startupFuel'> & {
  readonly guestExports: readonly string[]
  readonly hasStart: boolean
  /** Whether some functions keep the counter in a local. */
  readonly countsInLocals: boolean
  /** Whether globals and memories are all that a reset has to set. */
  readonly canReset: boolean
  /** The functions whose fuel is told, where the policy is `profile`: the index of the first, and how many. */
  readonly profile?: { readonly firstFunction: number; readonly functions: number }
}

/** How an instance is bounded. */
export interface MeteringOptions {
  /** The budget in units of the profile `wasmtime-49`: 0 to 2⁶⁴ − 1. */
  readonly fuel: bigint
  /** Asked every one to sixteen million units, some milliseconds of work: return `false` to end the run. */
  readonly onRefill?: () => boolean
  /** Called with the new instance before its start function runs. */
  readonly beforeStart?: (instance: MeteredInstance) => void
  /** Whether the instance is to be used again by `reset`: what its memories hold at first is then kept. */
  readonly reusable?: boolean
  /** What another instance had, of which nothing is called any more; making it anew takes as long as an instance. */
  readonly refill?: RefillFunction
}

/** A running module that counts its fuel. */
export interface MeteredInstance {
  /** The guest's own exports, no more; its functions throw a {@link FuelError} when a run is ended. */
  readonly exports: Readonly<Record<string, WebAssembly.ExportValue>>
  /** Units used so far, by instantiation and by every call; can exceed the budget by what ran before the last check. */
  readonly fuelConsumed: bigint
  /** Whether the guest ever asked for more memory, linear or of its heap budget, than it may have. */
  readonly memoryRefused: boolean
  /** The size of all the guest's memories in bytes; a memory never shrinks. */
  readonly memoryBytes: number
  /** Why a run was ended, once one was. */
  readonly stopReason: StopReason | undefined
  /**
   * Where its fuel went by function, most first; comes to exactly `fuelConsumed` together. What the host charged belongs to no
   * function. Nothing unless its module was compiled with `profile: true`.
   */
  fuelByFunction(): FunctionFuel[] | undefined
  /** Raises the budget by `units`. */
  addFuel(units: bigint): void
  /** Takes `units` for something that the host did for the guest; what exceeds the budget ends it at its next check. */
  charge(units: bigint): void
  /**
   * Whether `reset` can make the instance as it was when it was new: its module changes nothing but memories and globals, no
   * memory has grown, each of its calls returned, and it was made `reusable` of a module whose policy is `resettable`.
   */
  readonly canReset: boolean
  /**
   * Sets memories, globals and fuel back, with another budget, and runs the start function. What the host itself changed
   * through exports stays. Throws a BlufioError `ERR_OPTION` unless `canReset`.
   */
  reset(fuel: bigint): void
  /**
   * Sets globals back, by which all objects are held that the guest made, so that they take no memory until the next `reset`.
   * Does nothing unless `canReset`.
   */
  releaseObjects(): void
  /** Makes the guest end at its next check; for a host function that wants the run to be over. */
  stop(): void
}

/** How an instance is made whose start function waits to be called. */
export interface CreationOptions extends Omit<MeteringOptions, 'beforeStart'> {
  /** Whether imports may suspend the guest, see suspending.ts: its exports then return promises. Only where `canSuspend`. */
  readonly suspends?: boolean
}

/** An instance whose start function waits to be called. */
export interface StartableInstance extends MeteredInstance {
  /** Runs the start function, if there is one; a promise of that when the instance `suspends`. */
  start(): unknown
  /** `reset` without the start function. */
  restore(fuel: bigint): void
}

/** Thrown by the exports of a {@link MeteredInstance} when a run was ended before it was done. */
export class FuelError extends BlufioError {
  override readonly name = 'FuelError'
  declare readonly code: 'ERR_FUEL_EXHAUSTED' | 'ERR_RUN_STOPPED'
}

/** Rewrites and compiles a module; throws what {@link rewrite} throws. */
export async function compileMetered(wasm: Uint8Array, policy: RewritePolicy = {}): Promise<MeteredModule> {
  const { bytes, plan } = rewrite(wasm, policy)
  return { module: await compile(bytes), meter: meterLayout(plan) }
}

/** Compiles a rewritten module; throws a RewriteError `ERR_WASM_INVALID` when the engine can't. */
export async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    // A worker of WebKitGTK 2.50 that was idle for seconds may never hear that its module is compiled.
    if (isWebKit && typeof document === 'undefined') return new WebAssembly.Module(bytes)
    return await WebAssembly.compile(bytes)
  } catch (cause) {
    const reason = visible(cause instanceof Error ? cause.message : String(cause))
    throw new RewriteError('ERR_WASM_INVALID', `this engine can't compile the module with its meter: ${reason}`, {
      cause,
    })
  }
}

/** The part of a plan that running the module needs. */
export function meterLayout(plan: RewritePlan): MeterLayout {
  const { reservedExports, exports, functions, startupFuel, start, resets, profile } = plan
  return {
    reservedExports,
    guestExports: exports.map(({ name }) => name),
    startupFuel,
    hasStart: start !== undefined,
    countsInLocals: functions.some(({ locals }) => locals !== undefined),
    canReset: resets !== undefined,
    ...(profile && { profile: { firstFunction: profile.firstFunction, functions: functions.length } }),
  }
}

/**
 * Makes an instance with a budget; a start function runs in here, under that budget.
 *
 * @throws BlufioError `ERR_OPTION` for a budget that is no bigint from 0 to 2⁶⁴ − 1.
 * @throws FuelError `ERR_FUEL_EXHAUSTED` or `ERR_RUN_STOPPED` when the start function is ended, and whatever
 * `WebAssembly.Instance` throws (LinkError, RuntimeError).
 */
export function instantiateMetered(
  { module, meter }: MeteredModule,
  imports: WebAssembly.Imports,
  options: MeteringOptions,
): MeteredInstance {
  const instance = createMetered({ module, meter }, imports, options)
  options.beforeStart?.(instance)
  instance.start()
  return instance
}

/** {@link instantiateMetered}, but for the start function, which the caller has to call. */
export function createMetered(
  { module, meter }: MeteredModule,
  imports: WebAssembly.Imports,
  options: CreationOptions,
): StartableInstance {
  assertBudget(options?.fuel)
  const { exports: all } = new WebAssembly.Instance(module, imports)
  const { reservedExports, guestExports, startupFuel, hasStart, countsInLocals, canReset, profile } = meter
  const account = new FuelAccount(all[reservedExports.fuel] as WebAssembly.Global<'i64'>, options.fuel)
  const mayGoOn = options.onRefill ?? (() => true)
  const refill = options.refill ?? new RefillFunction()
  refill.answer = () => (account.refill(mayGoOn) ? 1 : 0)
  const refillSlot = all[reservedExports.refill] as WebAssembly.Table
  refillSlot.set(0, refill.function)

  const guard = new GuestGuard(account, { countsInLocals, suspends: options.suspends === true })
  const memories = reservedExports.memories.map((name) => all[name] as WebAssembly.Memory)
  const initial = options.reusable === true && canReset ? initialMemoriesOf(module, memories) : undefined
  const refused = all[reservedExports.refused] as WebAssembly.Global<'i32'>
  const startFunction = hasStart ? guard.around(all[reservedExports.start] as WasmFunction) : guard.check
  const functionFuel = Array.from(
    { length: profile?.functions ?? 0 },
    (_, index) => all[functionFuelExport(reservedExports.fuel, index)] as WebAssembly.Global<'i64'>,
  )
  const resetGlobals = (): void => (all[reservedExports.reset] as () => void)()
  const instance: StartableInstance = {
    exports: guestView(all, guestExports, guard),
    get fuelConsumed() {
      return account.consumed
    },
    get memoryRefused() {
      return refused.value !== 0
    },
    get memoryBytes() {
      return memories.reduce((total, memory) => total + sizeOf(memory), 0)
    },
    get stopReason() {
      return account.stopReason
    },
    fuelByFunction() {
      if (profile === undefined) return undefined
      const names = functionNames(module, all, guestExports)
      const rows = functionFuel.map(({ value: fuel }, index): FunctionFuel => {
        const functionIndex = profile.firstFunction + index
        const name = names.get(functionIndex)
        return name === undefined ? { functionIndex, fuel } : { functionIndex, name, fuel }
      })
      return balanceFuel(rows, account.consumed)
    },
    addFuel: (units) => account.add(units),
    charge: (units) => account.charge(units),
    stop: () => account.stop(),
    get canReset() {
      return (
        guard.endedWell && initial?.every(({ byteLength }, index) => sizeOf(memories[index]) === byteLength) === true
      )
    },
    releaseObjects() {
      if (instance.canReset) resetGlobals()
    },
    start() {
      if (startupFuel === 0 && !hasStart) return undefined
      account.charge(BigInt(startupFuel))
      return startFunction()
    },
    reset(fuel) {
      instance.restore(fuel)
      instance.start()
    },
    restore(fuel) {
      assertBudget(fuel)
      if (!instance.canReset) throw new BlufioError('ERR_OPTION', 'this instance can not be reset: ask canReset first')
      for (const [index, content] of (initial ?? []).entries())
        restoreMemory(memories[index] as WebAssembly.Memory, content)
      resetGlobals()
      for (const used of functionFuel) used.value = 0n
      account.restart(fuel)
    },
  }
  return instance
}

function sizeOf(memory: WebAssembly.Memory | undefined): number {
  return memory?.buffer.byteLength ?? 0
}

/** The same for all instances of a module: nothing that it imports decides what they hold at first. */
const initialMemories = new WeakMap<WebAssembly.Module, readonly InitialMemory[]>()

function initialMemoriesOf(
  module: WebAssembly.Module,
  memories: readonly WebAssembly.Memory[],
): readonly InitialMemory[] {
  const known = initialMemories.get(module) ?? memories.map(captureMemory)
  initialMemories.set(module, known)
  return known
}

function assertBudget(fuel: unknown): void {
  if (typeof fuel === 'bigint' && fuel >= 0n && fuel <= MAX_FUEL) return
  const got = typeof fuel === 'bigint' ? `${fuel}` : `${typeof fuel} ${String(fuel)}`
  throw new BlufioError('ERR_OPTION', `the fuel of a metered module is a bigint from 0 to ${MAX_FUEL}, got: ${got}`)
}

type WasmFunction = (...values: never[]) => unknown

/**
 * Wraps functions of the guest so that an ended run, and one that overdrew at its very end, throws a {@link FuelError}.
 *
 * What a function counted in a local is lost when it traps. A host that calls again after that, or that swallows the trap
 * and lets the guest go on, must not give work away: the guest then loses what it held.
 */
class GuestGuard {
  private readonly account: FuelAccount
  private readonly countsInLocals: boolean
  private readonly suspends: boolean
  private depth = 0
  private hasTrapped = false
  private hasFailed = false

  constructor(account: FuelAccount, { countsInLocals, suspends }: { countsInLocals: boolean; suspends: boolean }) {
    this.account = account
    this.countsInLocals = countsInLocals
    this.suspends = suspends
  }

  /** Whether no call is under way and every one so far has returned. */
  get endedWell(): boolean {
    return this.depth === 0 && !this.hasFailed
  }

  around(guest: WasmFunction): WasmFunction {
    if (!this.suspends) return (...values) => this.call(guest, values)
    const promising = promisingFunction(guest)
    return (...values) => this.callSuspending(promising, values)
  }

  /** A call of nothing: ends the run when what it was charged for exceeds its budget. */
  readonly check = (): unknown => this.call(() => undefined, [])

  private call(guest: WasmFunction, values: never[]): unknown {
    this.enter()
    try {
      return this.returned(guest(...values))
    } catch (error) {
      throw this.thrown(error)
    } finally {
      this.depth--
    }
  }

  private async callSuspending(guest: PromisingFunction, values: never[]): Promise<unknown> {
    this.enter()
    try {
      return this.returned(await guest(...values))
    } catch (error) {
      throw this.thrown(error)
    } finally {
      this.depth--
    }
  }

  private enter(): void {
    const { account } = this
    // A run that was ended is over: nothing of the guest runs until it is given more.
    if (account.stopReason !== undefined) throw endOf(account)
    if (this.hasTrapped) account.forfeit()
    this.hasTrapped = false
    this.depth++
  }

  private returned(result: unknown): unknown {
    const { account } = this
    if (!account.overdrawn && account.stopReason === undefined) return result
    this.hasFailed = true
    account.stopReason ??= 'out-of-fuel'
    throw endOf(account)
  }

  private thrown(error: unknown): unknown {
    const { account } = this
    this.hasFailed = true
    if (account.stopReason !== undefined) return error instanceof FuelError ? error : endOf(account, error)
    const loses = this.countsInLocals && isTrap(error)
    if (loses && this.depth > 1) account.forfeit()
    else this.hasTrapped = loses
    return error
  }
}

/** Whether a guest ended without a throw of its own or of its host: by a trap, or by a full stack. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError || isStackOverflow(error)
}

/** SpiderMonkey's error for a full stack is of a class that has no name to reach it by. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && error.name === 'InternalError'
}

/** What an ended run throws. */
function endOf({ stopReason, hostError }: FuelAccount, cause?: unknown): unknown {
  return hostError === undefined ? fuelError(stopReason ?? 'stopped', cause) : hostError.thrown
}

function fuelError(reason: StopReason, cause?: unknown): FuelError {
  return reason === 'out-of-fuel'
    ? new FuelError('ERR_FUEL_EXHAUSTED', 'the run used up its fuel', {
        hint: 'give it more, or call addFuel and start again',
        cause,
      })
    : new FuelError('ERR_RUN_STOPPED', 'the run was stopped by its host', { cause })
}

function guestView(
  all: WebAssembly.Exports,
  names: readonly string[],
  guard: GuestGuard,
): Readonly<Record<string, WebAssembly.ExportValue>> {
  const view: Record<string, WebAssembly.ExportValue> = Object.create(null)
  const guarded = new Map<WebAssembly.ExportValue, WasmFunction>()
  for (const name of names) {
    const value = all[name] as WebAssembly.ExportValue
    if (typeof value !== 'function') view[name] = value
    else {
      const function_ = guarded.get(value) ?? guard.around(value as WasmFunction)
      guarded.set(value, function_)
      view[name] = function_ as WebAssembly.ExportValue
    }
  }
  return Object.freeze(view)
}

/**
 * (module (import "host" "refill" (func (result i32))) (export "refill" (func 0)))
 *
 * Only a function of WebAssembly can stand in a table; exporting an imported one makes it one.
 */
const TRAMPOLINE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f],
  ...[0x02, 0x0f, 0x01, 0x04, 0x68, 0x6f, 0x73, 0x74, 0x06, 0x72, 0x65, 0x66, 0x69, 0x6c, 0x6c, 0x00, 0x00],
  ...[0x07, 0x0a, 0x01, 0x06, 0x72, 0x65, 0x66, 0x69, 0x6c, 0x6c, 0x00, 0x00],
])
let trampoline: WebAssembly.Module | undefined

/** A function of WebAssembly that a guest calls for a refill: 0 when it may go on. */
export class RefillFunction {
  answer: () => number = STOP
  readonly function: WebAssembly.ExportValue

  constructor() {
    trampoline ??= new WebAssembly.Module(TRAMPOLINE)
    const { exports } = new WebAssembly.Instance(trampoline, { host: { refill: () => this.answer() } })
    this.function = exports['refill'] as WebAssembly.ExportValue
  }

  /** Lets go of the instance that has it, with its memories: nothing of that is called any more. */
  release(): void {
    this.answer = STOP
  }
}

const STOP = (): number => 1
