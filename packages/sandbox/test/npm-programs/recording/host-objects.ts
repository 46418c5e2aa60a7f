/** Told of what the host does to memories and globals. */
export interface HostObjectHooks {
  readonly onMemory: (memory: WebAssembly.Memory, type: WebAssembly.MemoryDescriptor) => void
  readonly onTable: (table: WebAssembly.Table, type: WebAssembly.TableDescriptor) => void
  readonly onGlobal: (global: WebAssembly.Global, type: WebAssembly.GlobalDescriptor, value: unknown) => void
  readonly onGrown: (memory: WebAssembly.Memory, pages: number) => void
  readonly onSet: (global: WebAssembly.Global, value: unknown) => void
}

/** Lets `hooks` see the memories, tables and globals that this process makes, and how it changes them. */
export function interceptHostObjects(hooks: HostObjectHooks): void {
  const { Memory, Table, Global } = WebAssembly
  WebAssembly.Memory = new Proxy(Memory, {
    construct: (target, [type]) => {
      const memory = new target(type)
      hooks.onMemory(memory, type)
      return memory
    },
  })
  WebAssembly.Table = new Proxy(Table, {
    construct: (target, [type, value]) => {
      const table = value === undefined ? new target(type) : new target(type, value)
      hooks.onTable(table, type)
      return table
    },
  })
  WebAssembly.Global = new Proxy(Global, {
    construct: (target, [type, value]) => {
      const global = new target(type, value)
      hooks.onGlobal(global, type, global.value)
      return global
    },
  })

  const { grow } = Memory.prototype
  Memory.prototype.grow = function (pages) {
    const before = grow.call(this, pages)
    hooks.onGrown(this, pages)
    return before
  }
  const value = Object.getOwnPropertyDescriptor(Global.prototype, 'value')
  const { get, set } = value ?? {}
  if (get === undefined || set === undefined) throw new Error('this engine has no WebAssembly.Global to look into')
  Object.defineProperty(Global.prototype, 'value', {
    ...value,
    set(this: WebAssembly.Global, next: unknown) {
      set.call(this, next)
      hooks.onSet(this, get.call(this))
    },
  })
}
