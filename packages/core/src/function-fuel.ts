/** What one function of a module used in a run, what it calls not included. */
export interface FunctionFuel {
  /** Its index in the module, imported ones counted; −1 for what no function used: instantiation, and what its host took. */
  readonly functionIndex: number
  /** From the module's name section, else its first export. Any text: the author's word, not yours. */
  readonly name?: string
  /** Units of the profile `wasmtime-49`; more than 0. */
  readonly fuel: bigint
}
