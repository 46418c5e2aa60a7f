/** `rows` as lines whose cells stand below each other, two spaces apart; those of the columns in `right` end below each other. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  const placed = (cell: string, column: number): string => {
    const width = widths[column] ?? 0
    return right.includes(column) ? cell.padStart(width) : cell.padEnd(width)
  }
  return rows.map((row) => row.map(placed).join('  ').trimEnd()).join('\n')
}
