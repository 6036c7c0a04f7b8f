"""Makes the lexicon's tables out of packages from the ordinary registries.

usage: python3 compile.py WORK-FOLDER DATA-FOLDER
       cargo run --release --example compile-lexicon -- WORK-FOLDER DATA-FOLDER
       cargo run --release --example compile-lexicon -- --ready DATA-FOLDER

The first step fetches the packages into WORK-FOLDER and writes tables there; the second turns the tables into
finite-state files in DATA-FOLDER, the third reads the commonest words with them. Needs Python 3.11 with `msgpack`, and `pip`, `apt-get` and `dpkg`. The same
packages give the same files, byte for byte.
"""
import math
import os
import sys

import sources
import tables
from constituents import Constituents
from headwords import Lexemes

# Readings that are rarer than this among a form's readings are dropped: they do more harm than good.
RARE_READING = 0.25
# The counts are in part those of film subtitles, where people say *ik* and give orders, which news does little: a
# verb's stem needs more to be believed than other readings, its third person and its past less. So does a participle,
# which the counts see as an adjective or a noun.
RARE_BY_SLOT = {"stem": 0.45, "third": 0.1, "past": 0.15, "stem+third": 0.1, "part": 0.15, "parte": 0.1}
# A noun that simplemma gives as its own headword stays, even where its verb could explain every count (*besluit*).
RARE_OWN = 0.005
RARE_COMPARATIVE = 0.03
LOWER, NAME = 1, 2


def headword_readings(shares, lexemes):
    """(class, headword) by form: the headwords that are likely enough, the likeliest first."""
    for form, readings in shares.items():
        total, kinds, least = {}, {}, {}
        for share, headword, kind, slots in readings:
            total[headword] = total.get(headword, 0.0) + share
            kinds.setdefault(headword, kind)
            least.setdefault(headword, RARE_BY_SLOT.get(slots, RARE_READING) if kind == "V" else RARE_READING)
            if headword == form and kind == "N" and lexemes.is_own_noun(form):
                least[headword] = RARE_OWN
            elif slots == "comp":
                least[headword] = RARE_COMPARATIVE
        most = max(total.values())
        kept = [h for h in total if total[h] >= least[h] or total[h] == most]
        kept.sort(key=lambda h: (-total[h], h))
        yield form, [(kinds[h], h) for h in kept[:4]]


def accented(lexemes, wordlist, entries, simplemma, written):
    """Folded headword to its spelling, where that has accents and the plain spelling is no word."""
    spellings = {}
    for word in list(wordlist) + [word for word, _ in entries] + list(simplemma.values()) + list(simplemma):
        folded = sources.fold(word)
        if folded != word.lower() and word.isalpha() and not word[:1].isupper():
            spellings.setdefault(folded, set()).add(word.lower())
    plain = {word.lower() for word in wordlist} | {word.lower() for word, _ in entries}
    headwords = {headword for headword, _ in lexemes.forms}
    found = {}
    for folded, words in spellings.items():
        best = min(words, key=lambda word: (word not in plain, -written.get(word, 0.0), word))
        if folded in headwords and (folded not in plain or written.get(best, 0.0) > written.get(folded, 0.0)):
            found[folded] = best
    return found


def main(work, data):
    sources.fetch(work)
    simplemma = sources.read_simplemma(work)
    frequencies, written = sources.read_wordfreq(work)
    wordlist = sources.read_wordlist(work)
    entries, affixes = sources.read_hunspell(work)
    lexemes = Lexemes(simplemma, entries, affixes, wordlist, frequencies)
    shares = lexemes.shares()
    write_words(work, data, lexemes, shares, Constituents(lexemes, shares))
    write_lists(work, data, lexemes, frequencies, accented(lexemes, wordlist, entries, simplemma, written))


def write_words(work, data, lexemes, shares, constituents):
    """The tables of headwords and of compounds."""
    shared = os.path.join(data, "cc-by-sa")
    os.makedirs(shared, exist_ok=True)
    edits = tables.Edits()
    readings = {form: edits.add(form, found) for form, found in headword_readings(shares, lexemes)}
    modifiers = {w: edits.add(w, found) for w, found in constituents.modifier_readings()}
    heads = {w: edits.add(w, found) for w, found in constituents.head_readings.items()}
    edits.write(os.path.join(shared, "edits.bin"))
    tables.write_map(os.path.join(work, "headwords.tsv"), {f: edits.numbers[k] for f, k in readings.items()})
    tables.write_map(os.path.join(work, "modifiers.tsv"),
                     {w: edits.numbers[k] << 8 | constituents.modifier_cost[w] for w, k in modifiers.items()})
    tables.write_map(os.path.join(work, "heads.tsv"),
                     {w: edits.numbers[k] << 8 | constituents.head_cost[w] for w, k in heads.items()})
    tables.write_map(os.path.join(work, "closed.tsv"), {word: 0 for word in constituents.closed_words})
    tables.write_map(os.path.join(work, "endings.tsv"), constituents.endings)


def write_lists(work, data, lexemes, frequencies, spelled):
    """The tables of words, frequencies and accents."""
    os.makedirs(os.path.join(data, "opentaal"), exist_ok=True)
    kinds = {word: (LOWER if word in lexemes.lower else 0) | (NAME if word in lexemes.names else 0)
             for word in lexemes.opentaal}
    tables.write_map(os.path.join(work, "words.tsv"), kinds)
    zipf = {word: round(10 * math.log10(frequency)) for word, frequency in frequencies.items()}
    tables.write_map(os.path.join(work, "frequencies.tsv"),
                     {word: value for word, value in zipf.items() if value >= 10 and word.isalpha()})
    order = sorted(spelled)
    tables.write_records(os.path.join(data, "cc-by-sa/accents.bin"), [spelled[word].encode() for word in order])
    tables.write_map(os.path.join(work, "accents.tsv"), {word: number for number, word in enumerate(order)})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
