import { afterAll, expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { startCapabilityServers } from '../support/capability-servers.ts'
import { answerOn } from './answer.ts'
import { ENGINES } from './engines.ts'

const servers = await startCapabilityServers()
afterAll(servers.close)

test.for(ENGINES.filter(({ kind }) => kind === 'server'))(
  'a connection goes to an address that was checked and to the server that it names, $name',
  {
    timeout: 60_000,
  },
  async (engine, context) => {
    const { open, secure, authority } = servers
    const question = { script: 'network-program.ts', input: { open, secure, authority }, timeoutMs: 50_000 }
    expect(await answerOn(engine, programOf(engine, context), question)).toEqual({
      checked: '200',
      onlyChecked: '-21',
      mixed: 'denied',
      none: '-20',
      trusted: '200',
      untrusted: '-22',
      otherName: '-22',
    })
  },
)
