"""Fuel by wasmtime 49.0.0 for the modules and calls of the WebAssembly test suite.

  spec-fuel.py testsuite.tar.gz

Writes JSON: {script: [row, ...]} with a row for each command of the script that makes an instance, in order: null when
wasmtime makes none, else {"startup": units, "calls": [units or null when the call did not return, ...], "forgetful":
[positions in calls, ...], "orphaned": [...]}: where wasmtime may have forgotten fuel (see forgotten_fuel.py), and where a
function may have run that a module left in a shared table before its instantiation failed. All instances of a script
share a store, so a call is charged for what it makes others do.

Needs: pip install wasmtime==49.0.0
"""
import ctypes
import json
import sys
import tarfile

from forgotten_fuel import forgetful_exports
from wasmtime import Config, Engine, Func, FuncType, Global, GlobalType, Instance, Limits, Memory, MemoryType, Module
from wasmtime import Store, Table, TableType, Trap, Val, ValType, WasmtimeError
from wasmtime import _ffi as ffi

BUDGET = 1 << 62
FEATURES = "gc function_references exceptions tail_call memory64 multi_memory relaxed_simd relaxed_simd_deterministic"

config = Config()
config.consume_fuel = True
for feature in FEATURES.split():
    setattr(config, f"wasm_{feature}", True)
for feature in ("threads", "wide_arithmetic"):
    setattr(config, f"wasm_{feature}", False)
engine = Engine(config)


class Guest:
    def __init__(self, instance, exports, wasm, row):
        self.instance, self.exports, self.row = instance, exports, row
        self.forgetful, self.unfollowed = forgetful_exports(wasm)


class Script:
    def __init__(self, files, folder):
        self.files, self.folder = files, folder
        self.store = Store(engine)
        self.store.set_fuel(BUDGET)
        self.registered = {"spectest": spectest(self.store)}
        self.latest, self.named, self.definitions, self.guests, self.rows = None, {}, {}, [], []
        self.left_functions = False

    def used(self):
        return BUDGET - self.store.get_fuel()

    def execute(self, command):
        kind, name = command["type"], command.get("name")
        if kind == "module":
            self.enter(command["filename"], name)
        elif kind == "module_definition":
            self.definitions[name] = command["filename"]
        elif kind == "module_instance":
            self.enter(self.definitions[command.get("module")], name)
        elif kind == "register":
            guest = self.guest(name)
            if guest is not None:
                self.registered[command["as"]] = guest.exports
        elif kind in ("assert_unlinkable", "assert_uninstantiable"):
            self.instantiate(command["filename"])
        elif "action" in command:
            self.act(command["action"], command.get("expected"))

    def guest(self, name):
        return self.latest if name is None else self.named.get(name)

    def enter(self, filename, name):
        before = self.used()
        made = self.instantiate(filename)
        row = None if made is None else {"startup": self.used() - before, "calls": [], "forgetful": [], "orphaned": []}
        self.latest = None if made is None else Guest(*made, row)
        self.rows.append(row)
        if name is not None:
            self.named[name] = self.latest
        if self.latest is not None:
            self.guests.append(self.latest)

    def instantiate(self, filename):
        wasm = self.files[self.folder + filename]
        try:
            module = Module(engine, wasm)
            imports = [self.registered[item.module][item.name] for item in module.imports]
            instance = Instance(self.store, module, imports)
            return instance, instance.exports(self.store), wasm
        except Trap:
            self.left_functions = True
        except (KeyError, WasmtimeError):
            pass
        return None

    def act(self, action, expected):
        guest = self.guest(action.get("module"))
        if guest is None:
            return
        before, field, calls = self.used(), action["field"], guest.row["calls"]
        if self.forgets(guest, field):
            guest.row["forgetful"].append(len(calls))
        if field in guest.unfollowed and self.left_functions:
            guest.row["orphaned"].append(len(calls))
        done = action["type"] == "get" or self.invoke(guest.exports[field], action["args"], expected)
        calls.append(self.used() - before if done else None)

    def forgets(self, guest, field):
        return field in guest.forgetful or (field in guest.unfollowed and any(other.forgetful for other in self.guests))

    def invoke(self, function, arguments, expected):
        """Whether a call returns; past the bindings' own calls, which know neither v128 nor every bit of a NaN."""
        given = (ffi.wasmtime_val_t * len(arguments))(*(raw(self.store, value) for value in arguments))
        # The script does not tell what a call that traps would have returned; any other number is refused beforehand.
        for count in range(8) if expected is None else [len(expected)]:
            results, trap = (ffi.wasmtime_val_t * count)(), ctypes.POINTER(ffi.wasm_trap_t)()
            error = ffi.wasmtime_func_call(
                self.store._context(), ctypes.byref(function._func), given, len(given), results, count, ctypes.byref(trap)
            )
            if trap:
                ffi.wasm_trap_delete(trap)
                return False
            if not error:
                return True
            message = str(WasmtimeError._from_ptr(error))
            if not message.startswith("expected "):
                return False
        raise ValueError(f"no number of results fits: {message}")


def spectest(store):
    i32, i64, f32, f64 = ValType.i32(), ValType.i64(), ValType.f32(), ValType.f64()
    prints = {"": [], "_i32": [i32], "_i64": [i64], "_f32": [f32], "_f64": [f64], "_i32_f32": [i32, f32], "_f64_f64": [f64, f64]}
    globals_ = {"i32": Val.i32(666), "i64": Val.i64(666), "f32": Val.f32(666.6), "f64": Val.f64(666.6)}
    return {
        **{f"print{name}": Func(store, FuncType(types, []), lambda *_: None) for name, types in prints.items()},
        **{f"global_{name}": Global(store, GlobalType(value.type, False), value) for name, value in globals_.items()},
        "table": Table(store, TableType(ValType.funcref(), Limits(10, 20)), None),
        "memory": Memory(store, MemoryType(Limits(1, 2))),
    }


def raw(store, value):
    kind, given = value["type"], ffi.wasmtime_val_t()
    if kind == "ref.extern":
        return Val.externref(int(value["value"]))._new_raw(store)
    if kind == "ref.null":
        return {"extern": Val.externref, "func": Val.funcref}[value["heap"]](None)._new_raw(store)
    given.kind = getattr(ffi, f"WASMTIME_{kind.upper()}")
    data = bytes(value["bytes"]) if kind == "v128" else int(value["value"]).to_bytes(8, "little")
    ctypes.memmove(ctypes.byref(given.of), data, len(data))
    return given


def rows(files, path):
    script = Script(files, path[: path.rfind("/") + 1])
    for command in json.loads(files[path])["commands"]:
        script.execute(command)
    return script.rows


with tarfile.open(sys.argv[1]) as archive:
    members = [member for member in archive if member.isfile()]
    files = {member.name.removeprefix("./"): archive.extractfile(member).read() for member in members}
scripts = sorted(path for path in files if path.endswith(".json"))
json.dump({path.removesuffix(".json"): rows(files, path) for path in scripts}, sys.stdout)
