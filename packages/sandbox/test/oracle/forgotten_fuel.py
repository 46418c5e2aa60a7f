"""Which exports of a module may run into one of the two places where wasmtime 49 forgets fuel.

Those are `call_ref` (what the callee used is lost) and the catch clauses of `try_table` (what a callee used that was left
by an exception is lost). An export may reach one when a function that it calls, directly or not, holds one; what a call of
an import or through a table reaches is not followed, so it counts as reaching everything.
"""

CALL, RETURN_CALL, CALL_REF, TRY_TABLE = 0x10, 0x12, 0x14, 0x1F
THROUGH_TABLE_OR_REFERENCE = {0x11, 0x13, 0x15}
IMPORT, FUNCTION_KIND, EXPORT, CODE = 2, 0, 7, 10


class Reader:
    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def leb(self):
        """An unsigned number; a signed one is read past just as well."""
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def lebs(self, count):
        for _ in range(count):
            self.leb()

    def name(self):
        start = self.at + 0
        length = self.leb()
        start, self.at = self.at, self.at + length
        return self.data[start : self.at].decode()

    def value_type(self):
        if self.leb() in (0x63, 0x64):
            self.leb()

    def limits(self):
        flags = self.byte()
        self.lebs(1 + (flags & 1) + (flags >> 3 & 1))

    def memory_argument(self):
        if self.leb() & 0x40:
            self.leb()
        self.leb()


def forgetful_exports(wasm):
    """The names of exported functions that reach such a place, and of those that reach what is not followed."""
    imported, exports, bodies = interface(wasm)
    facts = [(False, set(), True)] * imported + [scan(Reader(wasm, start), end) for start, end in bodies]
    forgetful, unfollowed = set(), set()
    for name, index in exports.items():
        seen, todo = set(), [index]
        while todo:
            index = todo.pop()
            if index not in seen:
                seen.add(index)
                todo.extend(facts[index][1])
        if any(facts[index][0] for index in seen):
            forgetful.add(name)
        if any(facts[index][2] for index in seen):
            unfollowed.add(name)
    return forgetful, unfollowed


def interface(wasm):
    reader, imported, exports, bodies = Reader(wasm, 8), 0, {}, []
    while reader.at < len(wasm):
        section, size = reader.byte(), reader.leb()
        end = reader.at + size
        if section == IMPORT:
            imported = sum(function_import(reader) for _ in range(reader.leb()))
        elif section == EXPORT:
            for _ in range(reader.leb()):
                name, kind, index = reader.name(), reader.byte(), reader.leb()
                if kind == FUNCTION_KIND:
                    exports[name] = index
        elif section == CODE:
            for _ in range(reader.leb()):
                size = reader.leb()
                bodies.append((reader.at, reader.at + size))
                reader.at += size
        reader.at = end
    return imported, exports, bodies


def function_import(reader):
    reader.name(), reader.name()
    kind = reader.byte()
    if kind == 0:
        reader.leb()
    elif kind == 1:
        reader.value_type(), reader.limits()
    elif kind == 2:
        reader.limits()
    elif kind == 3:
        reader.value_type(), reader.byte()
    else:
        reader.lebs(2)
    return kind == FUNCTION_KIND


def scan(reader, end):
    """Whether a body holds such a place, the functions it calls, and whether it calls what is not known."""
    for _ in range(reader.leb()):
        reader.leb(), reader.value_type()
    forgets, callees, unknown = False, set(), False
    while reader.at < end:
        opcode = reader.byte()
        if opcode in (CALL, RETURN_CALL):
            callees.add(reader.leb())
            continue
        forgets = forgets or opcode in (CALL_REF, TRY_TABLE)
        unknown = unknown or opcode in THROUGH_TABLE_OR_REFERENCE
        immediates(reader, opcode)
    return forgets, callees, unknown


def immediates(reader, opcode):
    if opcode in (0x02, 0x03, 0x04, 0x06, TRY_TABLE):
        reader.value_type()
        for _ in range(reader.leb() if opcode == TRY_TABLE else 0):
            reader.lebs(2 if reader.byte() < 2 else 1)
    elif opcode in (0x07, 0x08, 0x09, 0x0C, 0x0D, 0x14, 0x15, 0x18, 0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD2, 0xD5, 0xD6):
        reader.leb()
    elif 0x20 <= opcode <= 0x26:
        reader.leb()
    elif opcode in (0x11, 0x13):
        reader.lebs(2)
    elif opcode == 0x0E:
        reader.lebs(reader.leb() + 1)
    elif opcode == 0x1C:
        for _ in range(reader.leb()):
            reader.value_type()
    elif 0x28 <= opcode <= 0x3E:
        reader.memory_argument()
    elif opcode in (0x43, 0x44):
        reader.at += 4 if opcode == 0x43 else 8
    elif opcode in PREFIXED:
        PREFIXED[opcode](reader, reader.leb())


GC_INDICES = {8: 2, 9: 2, 10: 2, 15: 0, 17: 2, 18: 2, 19: 2, **dict.fromkeys(range(2, 6), 2), **dict.fromkeys(range(26, 31), 0)}
BULK_INDICES = {8: 2, 10: 2, 12: 2, 14: 2, 9: 1, 11: 1, 13: 1, 15: 1, 16: 1, 17: 1}


def gc(reader, operator):
    if operator in (24, 25):
        reader.byte(), reader.lebs(3)
    else:
        reader.lebs(GC_INDICES.get(operator, 1))


def bulk(reader, operator):
    reader.lebs(BULK_INDICES.get(operator, 0))


def simd(reader, operator):
    if operator <= 11 or 84 <= operator <= 93:
        reader.memory_argument()
    if operator in (12, 13):
        reader.at += 16
    elif 21 <= operator <= 34 or 84 <= operator <= 91:
        reader.byte()


PREFIXED = {0xFB: gc, 0xFC: bulk, 0xFD: simd}
