"""Writes what was found as sorted tables and small binary files that the program reads in place."""
import os
import struct

NO_GE = 255


def edit(form, headword):
    """How a headword is made from a form: (place of a `ge` to drop, letters to cut, letters to add).

    All lengths are in bytes. Of the edits that are possible the one that cuts least is taken, so that few
    different edits cover all words.
    """
    best = None
    for place in [None] + [i for i in range(min(len(form) - 2, 12)) if form[i:i + 2] == "ge"]:
        base = form if place is None else form[:place] + form[place + 2:]
        shared = len(os.path.commonprefix([base, headword]))
        if place is not None and shared < place + 2:
            continue
        cut = len(base[shared:].encode())
        add = headword[shared:]
        cost = cut + len(add.encode()) + (0 if place is None else 1)
        if best is None or cost < best[0]:
            best = (cost, NO_GE if place is None else len(form[:place].encode()), cut, add)
    return best[1:]


class Edits:
    """The different lists of edits, numbered by how often they are used."""

    def __init__(self):
        self.uses = {}

    def add(self, form, readings):
        """Readings are (class letter, headword)."""
        key = tuple((kind, *edit(form, headword)) for kind, headword in readings)
        self.uses[key] = self.uses.get(key, 0) + 1
        return key

    def number(self):
        ordered = sorted(self.uses, key=lambda key: (-self.uses[key], key))
        self.numbers = {key: number for number, key in enumerate(ordered)}
        return ordered

    def write(self, path):
        records = []
        for key in self.number():
            record = bytes([len(key)])
            for kind, place, cut, add in key:
                tail = add.encode()
                record += struct.pack("<BBBB", ord(kind), place, cut, len(tail)) + tail
            records.append(record)
        write_records(path, records)


def write_records(path, records):
    """A count, the offset of each record, then the records; all numbers are 32 bits, little-endian."""
    with open(path, "wb") as file:
        file.write(struct.pack("<I", len(records)))
        offset = 0
        for record in records:
            file.write(struct.pack("<I", offset))
            offset += len(record)
        file.write(struct.pack("<I", offset))
        file.write(b"".join(records))


def write_map(path, pairs):
    """A table `key TAB number`, sorted by the bytes of the key, as the next step needs it."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for key, value in sorted(pairs.items(), key=lambda pair: pair[0].encode()):
            file.write(f"{key}\t{value}\n")
