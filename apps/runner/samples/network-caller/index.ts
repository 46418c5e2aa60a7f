// network-caller: asks a server that its skill.toml grants, then one that it does not.
import { fetch, Level, log, setOutput } from '../blufio'

export function run(): void {
  ask('https://example.com/')
  // This is not in skill.toml: the run ends here.
  ask('https://elsewhere.example/')
  setOutput('This is never said.')
}

function ask(url: string): void {
  const response = fetch('GET', url)
  if (response.failure != 0) return log(Level.Warn, url + ' could not be asked, code ' + response.failure.toString())
  log(Level.Info, url + ' answered ' + response.status.toString())
  response.close()
}
