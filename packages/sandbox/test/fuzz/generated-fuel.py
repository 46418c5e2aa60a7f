"""Fuel by wasmtime 49.0.0 of generated modules, with all proposals on.

Reads JSON on standard input: [{"wasm": base64, "calls": [[name, argument types, number of results], ...]}, ...].
Writes JSON: [{"startup": units or null, "calls": [units or null, ...]} or {"refused": why}, ...]. A call gets a fresh
instance and has no figure when it did not return, or when it called a function of the host that only JavaScript's has.

Needs: pip install wasmtime==49.0.0
"""
import base64
import ctypes
import json
import sys

from wasmtime import Config, Engine, Func, FuncType, Linker, Module, Store, Trap, ValType, WasmtimeError
from wasmtime import _ffi as ffi

BUDGET = 1 << 62
# As NUMBERS of generated-host.ts.
NUMBERS = [7, -3, 1, 0, 200, -1]
KINDS = {"i32": ffi.WASMTIME_I32.value, "i64": ffi.WASMTIME_I64.value}

I32, FUNC = ValType.i32(), ValType.funcref()
# What the host of JavaScript does beside writing down: a call of one of these has no figure.
ELSEWHERE = {
    "throw": ([I32], []),
    "table-get": ([I32], [FUNC]),
    "table-set": ([I32, FUNC], []),
    "call-export": ([I32, I32], []),
    "call-export-catch": ([I32], [I32]),
    "call-ref": ([FUNC, I32], []),
    "call-ref-catch": ([FUNC], [I32]),
}

config = Config()
config.consume_fuel = True
for proposal in ["exceptions", "memory64", "multi_memory", "tail_call", "relaxed_simd", "function_references", "gc"]:
    setattr(config, "wasm_" + proposal, True)
engine = Engine(config)


class Elsewhere(Exception):
    """What ends a run that only the host of JavaScript could go on with."""


def give_up(*_):
    raise Elsewhere


def instantiate(module):
    store = Store(engine)
    store.set_fuel(BUDGET)
    linker = Linker(engine)
    for name, (params, results) in ELSEWHERE.items():
        linker.define_func("fuzzing-support", name, FuncType(params, results), give_up)
    linker.define_func("fuzzing-support", "sleep", FuncType([I32, I32], [I32]), lambda _, result: result)
    linker.define_unknown_imports_as_default_values(store, module)
    return store, linker.instantiate(store, module)


def consumed(store):
    return BUDGET - store.get_fuel()


def call(store, function, types, results):
    """Not by the binding: it fails on functions whose types it has no values for, and takes the process with it."""
    values = (ffi.wasmtime_val_t * len(types))()
    for value, kind, number in zip(values, types, NUMBERS):
        value.kind = KINDS[kind]
        setattr(value.of, kind, number)
    trap = ctypes.POINTER(ffi.wasm_trap_t)()
    error = ffi.wasmtime_func_call(
        store._context(), ctypes.byref(function._func), values, len(types),
        (ffi.wasmtime_val_t * results)(), results, ctypes.byref(trap),
    )
    return not error and not trap


def units(module, name, types, results):
    try:
        store, instance = instantiate(module)
    except (Trap, WasmtimeError, Elsewhere):
        return None
    before = consumed(store)
    function = instance.exports(store)[name]
    return consumed(store) - before if call(store, function, types, results) else None


def startup(module):
    try:
        store, _ = instantiate(module)
    except (Trap, WasmtimeError, Elsewhere):
        return None
    return consumed(store)


def measure(job):
    try:
        module = Module(engine, base64.b64decode(job["wasm"]))
    except WasmtimeError as error:
        return {"refused": str(error)}
    return {"startup": startup(module), "calls": [units(module, *call) for call in job["calls"]]}


json.dump([measure(job) for job in json.load(sys.stdin)], sys.stdout)
