"""Where the lexicon comes from: fetches the pinned packages and reads them, nothing more."""
import gzip
import lzma
import os
import subprocess
import sys
import unicodedata

import msgpack

PYPI = ("simplemma==2.0.0", "wordfreq==3.1.1")
DEBIAN = ("wdutch=1:2.20.19-2", "hunspell-nl=2:2.20.19-2")


def fold(text):
    """The form under which the index knows a word; the same as `normalize::fold`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.lower().replace("\u2019", "'")


def fetch(folder):
    """Downloads the packages into `folder`, unless they are there, and unpacks them."""
    os.makedirs(folder, exist_ok=True)
    done = os.path.join(folder, "done")
    if os.path.exists(done):
        return
    run = lambda *command: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for package in PYPI:
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", package)
    for package in DEBIAN:
        run("apt-get", "download", package)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".whl"):
            run(sys.executable, "-m", "zipfile", "-e", name, name.split("-")[0])
        elif name.endswith(".deb"):
            run("dpkg", "-x", name, "debian")
    open(done, "w").close()


def read_simplemma(folder):
    """Form to headword, one headword a form. Some headwords are written in parts: `aan_kondigen`."""
    sys.path.insert(0, os.path.join(folder, "simplemma"))
    from simplemma.strategies.dictionaries import frontcode

    path = os.path.join(folder, "simplemma/simplemma/strategies/dictionaries/data/nl.plzma")
    with lzma.open(path) as file:
        pairs = frontcode._decode_stream(file.read())
    return {form.decode(): headword.decode().replace("_", "") for form, headword in pairs.items()}


def read_wordfreq(folder):
    """Folded form to frequency in a thousand million words."""
    path = os.path.join(folder, "wordfreq/wordfreq/data/large_nl.msgpack.gz")
    with gzip.open(path) as file:
        buckets = msgpack.load(file, raw=False)
    found, written = {}, {}
    for centibels, words in enumerate(buckets[1:]):
        for word in words:
            frequency = 1e9 * 10 ** (-centibels / 100)
            found[fold(word)] = found.get(fold(word), 0.0) + frequency
            written[word] = frequency
    return found, written


def read_wordlist(folder):
    """OpenTaal's words as they are written, with their capitals."""
    with open(os.path.join(folder, "debian/usr/share/dict/dutch"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


def read_hunspell(folder):
    """OpenTaal's entries `(word, flags)` and affixes `{flag: (kind, cross, [(strip, add, condition, tag)])}`."""
    base = os.path.join(folder, "debian/usr/share/hunspell/nl")
    affixes = {}
    with open(base + ".aff", encoding="utf-8") as file:
        for line in file:
            cells = line.split()
            if not cells or cells[0] not in ("SFX", "PFX"):
                continue
            kind, flag = cells[:2]
            if flag not in affixes:
                affixes[flag] = (kind, cells[2] == "Y", [])
                continue
            strip = "" if cells[2] == "0" else cells[2]
            add = "" if cells[3] == "0" else cells[3].split("/")[0]
            condition = cells[4] if len(cells) > 4 and not cells[4].startswith(("ts:", "#")) else "."
            tag = next((cell[3:] for cell in cells[4:] if cell.startswith("ts:")), "")
            affixes[flag][2].append((strip, "" if add == "0" else add, condition, tag))
    entries = []
    with open(base + ".dic", encoding="utf-8") as file:
        next(file)
        for line in file:
            cells = line.split()
            if not cells:
                continue
            word, _, flags = cells[0].partition("/")
            entries.append((word.replace("ĳ", "ij").replace("Ĳ", "IJ"),
                            [flags[i:i + 2] for i in range(0, len(flags), 2)]))
    for flag, (kind, cross, rules) in affixes.items():
        affixes[flag] = (kind, cross, [tuple(cell.replace("ĳ", "ij") for cell in rule) for rule in rules])
    return entries, affixes
