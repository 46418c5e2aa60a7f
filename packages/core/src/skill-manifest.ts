/** What a skill declares about itself: the parsed form of a skill.toml. */
export interface SkillManifest {
  /** 1 to 64 ASCII letters, digits, `-`, `_`. */
  readonly name: string
  /** A version as Semantic Versioning 2.0.0 writes it. */
  readonly version: string
  readonly description: string
  readonly author?: string
  readonly capabilities: SkillCapabilities
  readonly resources: SkillResources
  /** The file of the WebAssembly module, relative to the manifest, with `/` between its parts. */
  readonly wasmEntry: string
}

/** What a skill may reach; what is absent is denied. */
export interface SkillCapabilities {
  /**
   * Hosts such as `api.example.com`, or `*.example.com` for every sub-domain but not `example.com` itself; by https, unless
   * `http://` stands before it; on its usual port, unless `:8443` stands behind it.
   */
  readonly network?: { readonly domains: readonly string[] }
  /** Files and folders that may be read or written. */
  readonly filesystem?: { readonly read: readonly string[]; readonly write: readonly string[] }
  /** Names of environment variables that may be read. */
  readonly env: readonly string[]
  /** What the host adds to requests, without the skill ever seeing it. */
  readonly secrets?: readonly SkillSecret[]
  /** The clock: `true` the real one; an instant (RFC 3339) one that stands still. Absent, it stands at 1970. */
  readonly clock?: true | string
  /** Random numbers: `true` real ones; a seed, 0 to 2⁵³ − 1, always the same. Absent, those of the seed 0. */
  readonly random?: true | number
}

/** A value that the host puts into requests to one domain. */
export type SkillSecret = {
  /** What the host program keeps it under: a name like that of an environment variable. */
  readonly name: string
  /** As in `network.domains`, among which it must be covered. */
  readonly domain: string
} & (
  | {
      /** The header that it is put in. */
      readonly header: string
      /** What stands before it there, such as `Bearer `. */
      readonly prefix?: string
    }
  /** The query parameter that it is put in. */
  | { readonly query: string }
)

/** What one run of a skill may use up. */
export interface SkillResources {
  /** Units of the profile `wasmtime-49`, roughly one per executed operator; any unsigned 64-bit number. */
  readonly fuel: bigint
  /** The most linear memory, in MiB: 1 to 65,536. */
  readonly memoryMb: number
  /** The most wall-clock time, in seconds; above zero, at most {@link MAX_TIMEOUT_SECS}. */
  readonly epochTimeoutSecs: number
}

/** The limits of a skill whose manifest names none. */
export const DEFAULT_RESOURCES: SkillResources = Object.freeze({
  fuel: 1_000_000_000n,
  memoryMb: 16,
  epochTimeoutSecs: 5,
})

/** The file that holds a skill's module when its manifest names none. */
export const DEFAULT_WASM_ENTRY = 'skill.wasm'

/** The most fuel that can be asked for: 2⁶⁴ − 1. */
export const MAX_FUEL = 18_446_744_073_709_551_615n

/** The most memory that can be asked for, in MiB: all that a 32-bit memory can address is 4,096; 64-bit ones go beyond. */
export const MAX_MEMORY_MB = 65_536

/** The longest timeout, in seconds: a day. Longer ones do not fit the timers of JavaScript (2³¹ − 1 ms). */
export const MAX_TIMEOUT_SECS = 86_400
