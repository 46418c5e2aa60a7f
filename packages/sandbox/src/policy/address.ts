import ipaddr from 'ipaddr.js'
import { wrong } from '../options.ts'

const { IPv4, IPv6 } = ipaddr
type Address = ReturnType<typeof ipaddr.parse>
type Range = readonly [first: Address, bits: number]

/** The only addresses of IPv6 that anyone is given (RFC 4291, section 2.4, as IANA gives them out). */
const GLOBAL_UNICAST: Range = IPv6.parseCIDR('2000::/3')
/** Azure's own server of each virtual machine: by its address it looks like any other. */
const AZURE_HOST: Range = IPv4.parseCIDR('168.63.129.16/32')
/** Where an IPv4 address stands within one of IPv6: the range, and which of its bytes is the first. */
const EMBEDDING: readonly (readonly [range: Range, at: number])[] = [
  // IPv4-mapped (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056).
  [IPv6.parseCIDR('::ffff:0:0/96'), 12],
  [IPv6.parseCIDR('::ffff:0:0:0/96'), 12],
  [IPv6.parseCIDR('64:ff9b::/96'), 12],
  [IPv6.parseCIDR('2002::/16'), 2],
]

const EXPECTED = "a list of addresses such as '127.0.0.1' and ranges such as '10.0.0.0/8'"

/**
 * Judges the addresses that names stand for: whether a skill may reach them. Those of public servers, and those that the host
 * program opens by `allowed`, addresses or ranges such as `10.0.0.0/8`. An IPv4 address within one of IPv6 is judged as well.
 *
 * @throws SandboxError `ERR_OPTION` when an item of `allowed` is neither
 */
export function addressGrant(allowed: readonly string[]): (address: string) => boolean {
  if (!Array.isArray(allowed)) throw wrong('network.allowAddresses', allowed, EXPECTED)
  const open = allowed.map(rangeOf)
  const isGranted = (address: Address): boolean => {
    if (!isPublic(address) && !open.some((range) => isIn(address, range))) return false
    const embedding = EMBEDDING.find(([range]) => isIn(address, range))
    if (embedding === undefined) return true
    return isGranted(new IPv4(address.toByteArray().slice(embedding[1], embedding[1] + 4)))
  }
  return (text) => {
    const address = addressOf(text)
    return address !== undefined && isGranted(address)
  }
}

/** Whether it is a server's that anyone can reach. */
function isPublic(address: Address): boolean {
  // The library tells what is special; of IPv6, all else is by far not in use.
  if (address.range() !== 'unicast' || isIn(address, AZURE_HOST)) return false
  return address.kind() === 'ipv4' || isIn(address, GLOBAL_UNICAST)
}

function isIn(address: Address, [first, bits]: Range): boolean {
  return address.kind() === first.kind() && address.match(first, bits)
}

/** An address in one of its usual forms; none with a zone, which names an interface of this machine. */
function addressOf(text: string): Address | undefined {
  if (IPv4.isValidFourPartDecimal(text)) return IPv4.parse(text)
  return IPv6.isValid(text) && !text.includes('%') ? IPv6.parse(text) : undefined
}

/** An address as it is compared; `undefined` when it is none. */
export function canonicalAddress(text: string): string | undefined {
  return addressOf(text)?.toString()
}

function rangeOf(text: string): Range {
  const [, first = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(String(text)) ?? []
  const address = addressOf(first)
  const most = address?.kind() === 'ipv4' ? 32 : 128
  if (address === undefined || Number(bits ?? 0) > most) {
    throw wrong('network.allowAddresses', text, EXPECTED)
  }
  return [address, Number(bits ?? most)]
}
