/**
 * The name of the export with the fuel of a function, where that is told: the reserved name of the counter, and the place of the
 * function among those that the module defines.
 */
export function functionFuelExport(fuelExport: string, index: number): string {
  return `${fuelExport}${index}`
}
