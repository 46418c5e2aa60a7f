"""Fuel by wasmtime 49.0.0, whose figures the profile `wasmtime-49` takes as its own.

Reads JSON on standard input: [{"wasm": base64, "calls": [[name, argument, ...], ...]}, ...]; arguments are i32 numbers.
Writes JSON: [{"startup": units, "calls": [units or null when the call trapped, ...]}, ...].
Each call gets a fresh instance; `startup` is what instantiation took. Imports are functions that return zeros, zeroed
globals, and memories and tables of their declared size.

Needs: pip install wasmtime==49.0.0
"""
import base64
import json
import sys

from wasmtime import Config, Engine, Func, FuncType, Global, GlobalType, Instance, Memory, MemoryType, Module, Store
from wasmtime import Table, TableType, Trap, Val, WasmtimeError

BUDGET = 1 << 62
FEATURES = "gc function_references exceptions tail_call memory64 multi_memory relaxed_simd relaxed_simd_deterministic"
ZEROS = {"i32": Val.i32(0), "i64": Val.i64(0), "f32": Val.f32(0.0), "f64": Val.f64(0.0)}

config = Config()
config.consume_fuel = True
for feature in FEATURES.split():
    setattr(config, f"wasm_{feature}", True)
engine = Engine(config)


def stand_in(store, kind):
    if isinstance(kind, FuncType):
        zeros = [0.0 if str(result).startswith("f") else 0 for result in kind.results]
        answer = None if not zeros else zeros[0] if len(zeros) == 1 else zeros
        return Func(store, kind, lambda *_: answer)
    if isinstance(kind, GlobalType):
        return Global(store, kind, ZEROS[str(kind.content)])
    if isinstance(kind, MemoryType):
        return Memory(store, kind)
    if isinstance(kind, TableType):
        return Table(store, kind, None)
    raise TypeError(f"no stand-in for {kind}")


def instantiate(module):
    store = Store(engine)
    store.set_fuel(BUDGET)
    instance = Instance(store, module, [stand_in(store, item.type) for item in module.imports])
    return store, instance


def units(module, name, arguments):
    store, instance = instantiate(module)
    before = store.get_fuel()
    try:
        instance.exports(store)[name](store, *arguments)
    except (Trap, WasmtimeError):
        return None
    return before - store.get_fuel()


def measure(job):
    module = Module(engine, base64.b64decode(job["wasm"]))
    store, _ = instantiate(module)
    calls = [units(module, name, arguments) for name, *arguments in job["calls"]]
    return {"startup": BUDGET - store.get_fuel(), "calls": calls}


json.dump([measure(job) for job in json.load(sys.stdin)], sys.stdout)
