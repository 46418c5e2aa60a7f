import type { Guest } from './guest.ts'
import { spectest } from './spectest.ts'

/** The instances of one script, either all as they are or all metered; a metered world links metered instances. */
export class World {
  readonly imports: WebAssembly.Imports = Object.create(null)
  /** A line for each call of an import that prints. */
  readonly log: string[] = []
  private readonly named = new Map<string, Guest | undefined>()
  private readonly guests: Guest[] = []
  private latest: Guest | undefined

  constructor() {
    this.imports['spectest'] = spectest(this.log)
  }

  /** Makes `guest` the one that commands mean by no name and by `name`; `undefined` when there is none to be had. */
  enter(guest: Guest | undefined, name: string | undefined): void {
    this.latest = guest
    if (name !== undefined) this.named.set(name, guest)
    if (guest !== undefined) this.guests.push(guest)
  }

  /** The instance that a command means. */
  guest(name: string | undefined): Guest | undefined {
    return name === undefined ? this.latest : this.named.get(name)
  }

  /** Lets later modules import from the instance that a command means. */
  register(as: string, name: string | undefined): void {
    const guest = this.guest(name)
    if (guest !== undefined) this.imports[as] = guest.linkable
  }

  /** Units of fuel that all instances used so far. */
  get fuel(): bigint {
    return this.guests.reduce((total, { metered }) => total + (metered?.fuelConsumed ?? 0n), 0n)
  }
}
