// release-notes: renders a list of changes as a page in Markdown.
import { readInput, setOutput } from '../blufio'
import { Json, JsonReader, Kind } from '../json'

export function run(): void {
  const input = new JsonReader(readInput()).read()
  if (input === null) return setOutput('There is no input to render.')
  let page = '# ' + input.textOf('product', 'Release') + ' ' + input.textOf('version', '') + '\n'
  const summary = input.textOf('summary', '')
  if (summary != '') page += '\n> ' + summary + '\n'
  page += section('Added', input.member('added'))
  page += section('Changed', input.member('changed'))
  page += section('Fixed', input.member('fixed'))
  setOutput(page)
}

function section(title: string, list: Json | null): string {
  if (list === null || list.kind != Kind.Array || list.items.length == 0) return ''
  let lines = '\n## ' + title + '\n\n'
  for (let i = 0; i < list.items.length; i++) lines += '- ' + list.items[i].text + '\n'
  return lines
}
