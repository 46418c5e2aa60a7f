import { createRequire } from 'node:module'

/** A Lua engine in C, by Emscripten, whose errors unwind the guest by throwing through it. */
export async function run(): Promise<unknown> {
  const { LuaFactory } = createRequire(import.meta.url)('wasmoon') as typeof import('wasmoon')
  const engine = await new LuaFactory().createEngine()
  const lines: unknown[] = []
  engine.global.set('print', (...values: unknown[]) => void lines.push(values))
  const answer: unknown = await engine.doString(SCRIPT)
  const failure = await engine.doString('local t = nil; return t.x').catch((error: unknown) => String(error))
  engine.global.close()
  return { answer, lines, failure }
}

const SCRIPT = `
local function sieve(limit)
  local composite, primes = {}, {}
  for n = 2, limit do
    if not composite[n] then
      primes[#primes + 1] = n
      for m = n * n, limit, n do composite[m] = true end
    end
  end
  return primes
end
local co = coroutine.create(function(a) local b = coroutine.yield(a * 2); error({ code = b }) end)
print(select(2, coroutine.resume(co, 21)))
local ok, err = coroutine.resume(co, 7)
print(ok, err.code, pcall(error, 'x', 0))
local words = {}
for word in ('the quick brown fox'):gmatch('%a+') do words[#words + 1] = word:upper() end
table.sort(words, function(a, b) return a > b end)
local t = setmetatable({}, { __index = function(_, k) return k * k end, __close = function() print('closed') end })
do local scoped <close> = t end
return { primes = #sieve(6000), words = table.concat(words, ' '), nine = t[3], pi = string.format('%.6f', math.pi) }
`
