/** What happens to functions that the host puts into tables, and gets from them. */
export interface TableHooks {
  /** What the host gets for `value`, which stands at `index` of `table`. */
  readonly outward: (value: unknown, table: WebAssembly.Table, index: number) => unknown
  /** What the table takes for `value`; called before it does. */
  readonly inward: (value: unknown) => unknown
  /** Told of what the host put into `table`: at `index`, or by growing it by `count` from there on. */
  readonly onPut?: (table: WebAssembly.Table, index: number, value: unknown, count?: number) => void
}

/** Lets `hooks` see every use that this process makes of tables. */
export function interceptTables({ outward, inward, onPut }: TableHooks): void {
  const { prototype } = WebAssembly.Table
  const { get, set, grow } = prototype
  prototype.get = function (index) {
    return outward(get.call(this, index), this, index)
  }
  prototype.set = function (index, value) {
    const taken = inward(value)
    set.call(this, index, taken)
    onPut?.(this, index, taken)
  }
  prototype.grow = function (count, value) {
    const taken = inward(value)
    const index = value === undefined ? grow.call(this, count) : grow.call(this, count, taken)
    onPut?.(this, index, taken, count)
    return index
  }
}
