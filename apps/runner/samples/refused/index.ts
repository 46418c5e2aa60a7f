// refused: imports a function that no host gives to a skill. It is refused when it is loaded; nothing of it ever runs.
import { setOutput } from '../blufio'

// @ts-ignore: decorator
@external("blufio", "read_clipboard")
declare function readClipboard(): i32

export function run(): void {
  setOutput('the clipboard holds ' + readClipboard().toString() + ' bytes')
}
