import { expect, test } from 'vitest'
import { DOMAIN_GRANTS } from '../../../../tooling/testing/domain-grants.ts'
import { domainGrant } from './url.ts'

test.each(DOMAIN_GRANTS)('%s grants what a manifest means by it', (entry, scheme, isWildcard, host, port) => {
  const covers = domainGrant(entry)
  const url = (of: { scheme?: string; host?: string; port?: number }): URL =>
    new URL(`${of.scheme ?? scheme}://${of.host ?? host}:${of.port ?? port}/`)
  const sub = `sub.${host}`
  const isName = !/^[[\d]/.test(host)
  expect(covers(url(isWildcard ? { host: sub } : {}))).toBe(true)
  expect(covers(url(isWildcard ? {} : { host: isName ? sub : '8.8.8.8' }))).toBe(false)
  expect(covers(url({ ...(isWildcard && { host: sub }), port: port === 9 ? 10 : 9 }))).toBe(false)
  expect(covers(url({ ...(isWildcard && { host: sub }), scheme: scheme === 'http' ? 'https' : 'http' }))).toBe(false)
})
