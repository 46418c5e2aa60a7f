/** The name and the version that the engine around this script gives itself. */
export function engineVersion(): string {
  const { Bun, Deno, process, navigator } = globalThis as {
    Bun?: { version: string }
    Deno?: { version: { deno: string } }
    process?: { version: string }
    navigator?: { userAgent: string }
  }
  if (Bun !== undefined) return `Bun ${Bun.version}`
  if (Deno !== undefined) return `Deno ${Deno.version.deno}`
  if (process !== undefined) return `Node.js ${process.version.slice(1)}`
  return navigator?.userAgent.match(/(?:Chrome|Firefox)\/[\d.]+/)?.[0].replace('/', ' ') ?? 'unknown'
}
