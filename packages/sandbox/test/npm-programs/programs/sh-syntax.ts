import { parse, print } from 'sh-syntax'

/** A parser in Go, by TinyGo: a shell script, laid out anew, made small, and as a tree. */
export async function run(): Promise<unknown> {
  const laidOut = await print(SCRIPT, { filepath: 'script.sh', useTabs: false, tabWidth: 4 } as never)
  const small = await print(SCRIPT, { filepath: 'script.sh', minify: true } as never)
  const tree = await parse(SCRIPT, { filepath: 'script.sh' } as never)
  const refusal = await parse('if true; then', { filepath: 'half.sh' } as never).catch((error: unknown) =>
    String(error),
  )
  return { laidOut, small, tree, refusal }
}

const SCRIPT = `#!/bin/bash
set -euo pipefail   # strict
for file in "$@" ; do
  if [[ -f $file && ! -L "$file" ]];then
      count=$(( \${count:-0} + $(wc -l < "$file") ))
  else echo "no: $file" >&2 ; fi
done
case "$count" in 0) exit 1;; [1-9]*) printf '%s\\n' "\${count#0}" ;; esac
report() { cat <<EOF
lines: $count
EOF
}
report | sort -u | while read -r line; do echo "$line"; done
`
