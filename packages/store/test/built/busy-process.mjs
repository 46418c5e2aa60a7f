// Runs the built package in a process of its own, as another program would: node busy-process.mjs TASK PATH …
import { openSkillStore } from '@blufio/store'

const [, , task, path = '', first = '', second = ''] = process.argv

const skill = (name, version, size = 0) => ({
  manifest: {
    name,
    version,
    description: 'd'.repeat(size),
    capabilities: { env: [] },
    resources: { fuel: 1n, memoryMb: 1, epochTimeoutSecs: 1 },
    wasmEntry: 'skill.wasm',
  },
  manifestToml: `name = "${name}"`,
  wasm: new TextEncoder().encode(`module of ${name} ${version}`),
})

const tell = (line) => process.stdout.write(`${line}\n`)

const tasks = {
  /** Installs `second` skills whose names start with `first`. */
  async 'install-many'(store) {
    for (let index = 0; index < Number(second); index += 1) await store.install(skill(`${first}-${index}`, '1.0.0'))
  },
  /** Installs, updates and removes without end; says what it is about to do, and then that it is done. */
  async churn(store) {
    tell('churning')
    for (let round = 0; ; round += 1) {
      const name = `skill-${round % 5}`
      const before = await store.get(name)
      const action = before === undefined ? 'install' : round % 3 === 0 ? 'remove' : 'update'
      tell(JSON.stringify({ action, name, version: `1.0.${round}` }))
      if (action === 'remove') await store.remove(name)
      else await store[action](skill(name, `1.0.${round}`))
      tell('done')
    }
  },
  /** Raises the version of two skills in turn, until it is killed. */
  async 'raise-two'(store) {
    for (const name of ['a', 'b']) await store.install(skill(name, '1.0.0', 9_000))
    tell('raising')
    for (let round = 1; ; round += 1)
      for (const name of ['a', 'b']) await store.update(skill(name, `1.0.${round}`, 9_000))
  },
  /** Lists two skills until they were in `first` states, and says how often they were not of one version, or the second one behind. */
  async 'compare-two'(store) {
    let torn = 0
    const states = new Set()
    while (states.size < Number(first)) {
      const [a, b] = (await store.list()).map(
        ({ version, description }) => Number(version.slice(4)) + (description.length - 9_000),
      )
      if (a !== b && a !== b + 1) torn += 1
      states.add(`${a} ${b}`)
    }
    tell(`torn: ${torn}`)
  },
  /** Lists what is there and tries to change it, and says what came of each. */
  async 'read-only'(store) {
    tell((await store.list()).map(({ name }) => name).join())
    const changes = [store.install(skill('two', '1.0.0')), store.update(skill('one', '2.0.0')), store.remove('one')]
    for (const change of changes)
      tell(
        await change.then(
          () => 'changed',
          (error) => error.code,
        ),
      )
  },
  /** Installs a skill that fits and one too large for the limit on the size of files, and says what came of each. */
  async 'fill-up'(store) {
    await store.install(skill('small', '1.0.0'))
    const outcome = await store.install(skill('large', '1.0.0', 400_000)).then(
      () => 'installed',
      (error) => error.code,
    )
    tell(outcome)
    await store.install(skill('small-too', '1.0.0'))
    tell((await store.list()).map(({ name }) => name).join())
  },
}

if (task === 'churn') tell('opening')
const store = await openSkillStore({ path })
await tasks[task](store)
await store.close()
