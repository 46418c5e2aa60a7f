/**
 * The address that a canonical URL names by itself, without asking anybody: that in its place, or that of this machine for
 * `localhost` and the names below it (RFC 6761, 6.3).
 */
export function namedAddress({ hostname }: URL): string | undefined {
  if (/(?:^|\.)localhost$/.test(hostname)) return '127.0.0.1'
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname : undefined
}
