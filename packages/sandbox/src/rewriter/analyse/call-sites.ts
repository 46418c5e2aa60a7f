/** The direct calls of a module, as columns: who calls which function, and which point pays for it. */
export class CallSites {
  /** How many there are; the columns are longer. */
  count = 0
  payers: Int32Array = new Int32Array(1024)
  callees: Int32Array = new Int32Array(1024)
  /** 1 where a function calls itself. */
  own: Uint8Array = new Uint8Array(1024)

  /** Adds a call. */
  add(payer: number, callee: number, own: boolean): void {
    const index = this.count++
    if (index === this.own.length) this.grow(index * 2)
    this.payers[index] = payer
    this.callees[index] = callee
    this.own[index] = own ? 1 : 0
  }

  private grow(capacity: number): void {
    const { payers, callees, own } = this
    this.payers = new Int32Array(capacity)
    this.callees = new Int32Array(capacity)
    this.own = new Uint8Array(capacity)
    this.payers.set(payers)
    this.callees.set(callees)
    this.own.set(own)
  }
}
