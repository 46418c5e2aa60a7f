"""Replays recorded runs in wasmtime 49.0.0 and tells the fuel that they took.

A recording is what passed between the WebAssembly instances of a program and their host, in JavaScript: one JSON array
a line. The host's part is done again as it was recorded; the guest's part is computed, and must be what was recorded.

Takes a folder with `recording.jsonl` and the modules, `SHA256.wasm`: python3 replay.py FOLDER
Writes JSON: {"startup": units taken by instantiations, "fuel": units, "unwound": how often the host threw through the
guest}. Fails when the guest does anything else than it did when it was recorded: another call, another value, other
bytes in memory at the end.

Lines, of the host:
  ["memory", id, pages, maximum]  ["table", id, element, size, maximum]  ["global", id, type, mutable, value]
                                    made one; ids are shared by all kinds of things
  ["export", id, instance, name]  ["element", id, table, index]    got hold of one
  ["write", memory, address, base64]  ["grow", memory, pages]  ["set", global, value]
  ["put", table, index, count, id]  set an element, or grew the table by count elements from index on
  ["instantiate", instance, sha256, [import, ...]]    an import is [id], a value, or null for a function of the host
  ["call", id, [argument, ...]]
  ["return", result or [result, ...]]  ["throw"]      to the guest that called an import
  ["end", [[memory, sha256], ...]]
Lines, of the guest:
  ["import", instance, index, [argument, ...]]  it calls the host; index is that of the first of its name
  ["done", [result, ...]]  ["threw"]              how a call or an instantiation ended
Values: a number, "N…n" for an i64, "NaN", "Infinity", "-Infinity", "-0", null.

Needs: pip install wasmtime==49.0.0
"""
import base64
import hashlib
import json
import math
import pathlib
import sys

from wasmtime import Config, Engine, Func, Global, GlobalType, Instance, Limits, Memory, MemoryType, Module, Store, Table
from wasmtime import FuncType, TableType, Trap, Val, ValType, WasmtimeError

BUDGET = 1 << 62
VALUE_TYPES = {"i32": ValType.i32(), "i64": ValType.i64(), "f32": ValType.f32(), "f64": ValType.f64()}


class HostThrew(Exception):
    """The host's function threw, which unwinds the guest."""


class Diverged(Exception):
    """The guest did something else than it did when it was recorded."""


def number(value):
    if value is None:
        return 0
    if isinstance(value, str):
        return int(value[:-1]) if value.endswith("n") else float(value)
    return value


def to_wasm(value, kind):
    """A recorded value as WebAssembly's own conversion of a JavaScript value makes it."""
    given = number(value)
    if kind in (ValType.i32(), ValType.i64()):
        bits = 32 if kind == ValType.i32() else 64
        whole = int(given) if math.isfinite(given) else 0
        signed = (whole + (1 << (bits - 1))) % (1 << bits) - (1 << (bits - 1))
        return Val.i32(signed) if bits == 32 else Val.i64(signed)
    if kind == ValType.f32():
        return Val.f32(float(given))
    if kind == ValType.f64():
        return Val.f64(float(given))
    raise Diverged(f"a value of type {kind} has no form in a recording")


def is_same(computed, recorded):
    given = number(recorded)
    if isinstance(given, float) and math.isnan(given):
        return isinstance(computed, float) and math.isnan(computed)
    return computed == given and math.copysign(1, computed) == math.copysign(1, given)


class Replay:
    def __init__(self, engine, folder):
        self.engine = engine
        self.folder = pathlib.Path(folder)
        self.lines = enumerate(map(json.loads, open(self.folder / "recording.jsonl", encoding="utf8")), 1)
        self.line = 0
        self.store = Store(engine)
        self.store.set_fuel(BUDGET)
        self.things = {}
        self.instances = {}
        self.modules = {}
        self.startup = 0
        self.unwound = 0

    def run(self):
        _, memories = self.host_runs(["end"])
        for memory, digest in memories:
            if hashlib.sha256(self.things[memory].get_buffer_ptr(self.store)).hexdigest() != digest:
                raise Diverged(f"memory {memory} has other bytes at the end")
        return {"startup": self.startup, "fuel": self.used(), "unwound": self.unwound}

    def used(self):
        return BUDGET - self.store.get_fuel()

    def next_event(self):
        self.line, event = next(self.lines)
        return event

    def host_runs(self, until):
        """Does what the host did, until it gives control back by a line of a kind in `until`; gives that line."""
        while True:
            kind, *fields = event = self.next_event()
            if kind in until:
                return event
            getattr(self, f"do_{kind}")(*fields)

    def guest_runs(self, run):
        """Lets the guest run, and holds how it ended to the next line."""
        try:
            result = run()
        except (Trap, WasmtimeError, HostThrew):
            self.expect("threw")
            return None
        (recorded,) = self.expect("done")
        results = result if isinstance(result, list) else [] if result is None else [result]
        if not isinstance(result, Instance) and not self.all_same(results, recorded):
            raise Diverged(f"returned {results}, not {recorded}")
        return result

    def expect(self, kind, *fields):
        event = self.next_event()
        if event[: 1 + len(fields)] != [kind, *fields]:
            raise Diverged(f"{kind} {fields}, not {event[:4]}")
        return event[1 + len(fields):]

    @staticmethod
    def all_same(computed, recorded):
        return len(computed) == len(recorded) and all(map(is_same, computed, recorded))

    def do_memory(self, id, pages, maximum):
        self.things[id] = Memory(self.store, MemoryType(Limits(pages, maximum)))

    def do_table(self, id, element, size, maximum):
        kind = ValType.externref() if element == "externref" else ValType.funcref()
        self.things[id] = Table(self.store, TableType(kind, Limits(size, maximum)), None)

    def do_global(self, id, kind, mutable, value):
        kind = VALUE_TYPES[kind]
        self.things[id] = Global(self.store, GlobalType(kind, bool(mutable)), to_wasm(value, kind))

    def do_export(self, id, instance, name):
        self.things[id] = self.instances[instance].exports(self.store)[name]

    def do_element(self, id, table, index):
        self.things[id] = self.things[table].get(self.store, index)

    def do_write(self, memory, address, data):
        self.things[memory].write(self.store, bytearray(base64.b64decode(data)), address)

    def do_grow(self, memory, pages):
        self.things[memory].grow(self.store, pages)

    def do_set(self, id, value):
        target = self.things[id]
        target.set_value(self.store, to_wasm(value, target.type(self.store).content))

    def do_put(self, table, index, count, id):
        value = Val.funcref(None) if id is None else self.things[id]
        if count is None:
            self.things[table].set(self.store, index, value)
        else:
            self.things[table].grow(self.store, count, value)

    def do_call(self, id, arguments):
        function = self.things[id]
        kinds = function.type(self.store).params
        given = arguments + ["NaN"] * (len(kinds) - len(arguments))
        values = [to_wasm(value, kind) for value, kind in zip(given, kinds)]
        self.guest_runs(lambda: function(self.store, *values))

    def do_instantiate(self, instance, sha256, imports):
        module = self.module(sha256)
        names = [(item.module, item.name) for item in module.imports]
        externs = [
            self.import_of(instance, names.index(names[index]), item.type, imports[index])
            for index, item in enumerate(module.imports)
        ]
        before = self.used()
        self.instances[instance] = self.guest_runs(lambda: Instance(self.store, module, externs))
        self.startup += self.used() - before

    def module(self, sha256):
        if sha256 not in self.modules:
            self.modules[sha256] = Module(self.engine, (self.folder / f"{sha256}.wasm").read_bytes())
        return self.modules[sha256]

    def import_of(self, instance, index, kind, recorded):
        if isinstance(kind, FuncType):
            return self.host_function(instance, index, kind)
        if isinstance(recorded, list):
            return self.things[recorded[0]]
        return Global(self.store, kind, to_wasm(recorded, kind.content))

    def host_function(self, instance, index, kind):
        result_kinds = kind.results

        def call(*arguments):
            (recorded,) = self.expect("import", instance, index)
            if not self.all_same(arguments, recorded):
                raise Diverged(f"import {index} got {arguments}, not {recorded}")
            end, *rest = self.host_runs(["return", "throw"])
            if end == "throw":
                self.unwound += 1
                raise HostThrew()
            results = rest[0] if isinstance(rest[0], list) else rest
            values = [to_wasm(value, kind) for value, kind in zip(results, result_kinds)]
            return None if not values else values[0] if len(values) == 1 else values

        return Func(self.store, kind, call)


def main():
    config = Config()
    config.consume_fuel = True
    replay = Replay(Engine(config), sys.argv[1])
    try:
        json.dump(replay.run(), sys.stdout)
    except Exception as error:
        raise SystemExit(f"line {replay.line}: {type(error).__name__}: {error}") from error


main()
