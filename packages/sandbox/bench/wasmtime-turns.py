"""Times calls in wasmtime 49.0.0, with and without fuel.

Usage: wasmtime-turns.py MODULE. Reads lines of JSON {"fuel": bool, "call": [name, argument, ...], "repeats": n,
"littering": bool}; answers each by a line: the milliseconds of
processor time that the calls took in all. Arguments are i32 numbers.
A littering call gets an instance of its own, made beforehand; the others of their kind share one.

Needs: pip install wasmtime==49.0.0
"""
import json
import sys
import time

from wasmtime import Config, Engine, Func, Instance, Module, Store

BUDGET = 1 << 62


class Guest:
    def __init__(self, wasm, fuel):
        config = Config()
        config.consume_fuel = fuel
        self.fuel = fuel
        self.engine = Engine(config)
        self.module = Module(self.engine, wasm)
        self.kept = None

    def instantiate(self):
        store = Store(self.engine)
        if self.fuel:
            store.set_fuel(BUDGET)
        imports = [Func(store, item.type, lambda *_: None) for item in self.module.imports]
        return store, Instance(store, self.module, imports).exports(store)

    def turn(self, name, arguments, repeats, littering):
        if littering:
            instances = [self.instantiate() for _ in range(repeats)]
        else:
            self.kept = self.kept or self.instantiate()
            if self.fuel:
                self.kept[0].set_fuel(BUDGET)
            instances = [self.kept] * repeats
        calls = [(exports[name], store) for store, exports in instances]
        start = time.thread_time()
        for call, store in calls:
            call(store, *arguments)
        return (time.thread_time() - start) * 1000


with open(sys.argv[1], "rb") as file:
    wasm = file.read()
guests = {fuel: Guest(wasm, fuel) for fuel in (False, True)}
for line in sys.stdin:
    request = json.loads(line)
    name, *arguments = request["call"]
    print(guests[request["fuel"]].turn(name, arguments, request["repeats"], request["littering"]), flush=True)
