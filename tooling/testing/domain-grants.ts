/**
 * Entries of `network.domains` that a manifest can hold, and what each grants: a scheme, a host, whether its sub-domains are
 * meant, and a port. Two packages read them, which may not depend on each other; the tests of both go by this table.
 */
export const DOMAIN_GRANTS: readonly (readonly [
  entry: string,
  scheme: 'http' | 'https',
  isWildcard: boolean,
  host: string,
  port: number,
])[] = [
  ['api.example.com', 'https', false, 'api.example.com', 443],
  ['api.example.com:8443', 'https', false, 'api.example.com', 8443],
  ['api.example.com:80', 'https', false, 'api.example.com', 80],
  ['api.example.com:1', 'https', false, 'api.example.com', 1],
  ['api.example.com:65535', 'https', false, 'api.example.com', 65_535],
  ['*.example.com', 'https', true, 'example.com', 443],
  ['*.example.com:8443', 'https', true, 'example.com', 8443],
  ['*.a-b.example.co.uk', 'https', true, 'a-b.example.co.uk', 443],
  ['http://api.example.com', 'http', false, 'api.example.com', 80],
  ['http://api.example.com:8080', 'http', false, 'api.example.com', 8080],
  ['http://api.example.com:443', 'http', false, 'api.example.com', 443],
  ['http://*.example.com', 'http', true, 'example.com', 80],
  ['http://*.example.com:8080', 'http', true, 'example.com', 8080],
  ['localhost', 'https', false, 'localhost', 443],
  ['http://localhost:3000', 'http', false, 'localhost', 3000],
  ['xn--mnchen-3ya.de', 'https', false, 'xn--mnchen-3ya.de', 443],
  ['93.184.216.34', 'https', false, '93.184.216.34', 443],
  ['http://93.184.216.34:8080', 'http', false, '93.184.216.34', 8080],
  ['[2001:db8::1]', 'https', false, '[2001:db8::1]', 443],
  ['[2001:db8::1]:8443', 'https', false, '[2001:db8::1]', 8443],
  ['http://[::1]', 'http', false, '[::1]', 80],
  ['http://[::1]:8080', 'http', false, '[::1]', 8080],
  [`${'a'.repeat(63)}.example`, 'https', false, `${'a'.repeat(63)}.example`, 443],
]
