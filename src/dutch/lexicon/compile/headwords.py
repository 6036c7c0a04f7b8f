"""Which headwords each form has, and how likely each is.

A lexeme is a headword with a class: verb (V), noun (N), adjective (A), or another word (X). Each source says
which forms a lexeme has; the rules of `forms` add what the sources leave out. A form that several lexemes
share is divided among them by how often their other forms are used, so that *leden* goes to *lid* and hardly
to *lijden*, and *vragen* to both.
"""
import collections
import re

import forms
from sources import fold

NOUN_FLAGS = set("Za Zu Zx Zb Zc Zd Ze Zf Zg Zh Zi Zj Ya Yb Yc Yd Ye Yf Yg".split())
ADJECTIVE_FLAGS = set("Aa Al Am An Ar Ab Ac Ad Ae Ao Ap Aq As".split())
DIMINUTIVE_FLAGS = set("Ya Yb Yc Yd Ye Yf Yg".split())
VERB_FLAGS = set("V3 Vp Vq Va Vb".split())
# How often a lexeme shows each of its forms, roughly, in news.
SLOTS = {
    ("V", "inf"): 0.30, ("V", "stem"): 0.06, ("V", "third"): 0.20, ("V", "past"): 0.15, ("V", "part"): 0.22,
    ("V", "finite"): 0.5, ("V", "parte"): 0.03, ("V", "ing"): 0.01, ("V", "inge"): 0.02,
    ("N", "base"): 0.72, ("N", "pl"): 0.24, ("N", "dim"): 0.03,
    ("A", "base"): 0.42, ("A", "e"): 0.45, ("A", "en"): 0.01, ("A", "s"): 0.01, ("A", "comp"): 0.05,
    ("A", "sup"): 0.05, ("A", "own"): 0.6, ("X", "base"): 1.0, ("X", "other"): 0.2, ("O", "base"): 1.0,
}
ADJECTIVE_TAGS = {"AJe": "e", "AJc": "comp", "AJcn": "comp", "AJce": "comp", "AJci": "comp", "AJsn": "sup",
                  "AJse": "sup", "i": "s"}


def applies(word, rule):
    strip, _, condition, _ = rule
    return word.endswith(strip) and (condition == "." or re.search(f"(?:{condition})$", word))


def expand(entries, affixes):
    """OpenTaal's entries with their affixes: yields (base, flags, [(form, flag, tag)]) with prefixes applied."""
    for word, flags in entries:
        if "Fw" in flags:
            continue
        prefixes = [affixes[f][2][0][1] for f in flags if f in affixes and affixes[f][0] == "PFX" and f[0] == "P"]
        made = []
        for flag in flags:
            if flag not in affixes or affixes[flag][0] != "SFX" or flag[0] not in "ZYVAX":
                continue
            for rule in affixes[flag][2]:
                if applies(word, rule) and not rule[1].endswith("-"):
                    made.append((word[:len(word) - len(rule[0])] + rule[1], flag, rule[3]))
        for prefix in [""] + prefixes:
            yield prefix + word, flags, [(prefix + form, flag, tag) for form, flag, tag in made]


# *best* and *meer* are forms of *goed* and *veel*, though OpenTaal inflects them as words of their own.
IRREGULAR_DEGREES = {form for found in forms.IRREGULAR_ADJECTIVES.values() for form in found}


class Lexemes:
    """All lexemes with their forms."""

    def __init__(self, simplemma, entries, affixes, wordlist, frequencies):
        self.frequencies = frequencies
        self.forms = collections.defaultdict(dict)  # (headword, class) -> {form: slot}
        self.simplemma = {}
        for form, headword in simplemma.items():
            form, headword = fold(form), fold(headword)
            if " " in form or " " in headword:
                continue
            if form not in self.simplemma or form == headword:
                self.simplemma[form] = headword
        self.opentaal = {fold(word) for word in wordlist}
        self.names = {fold(word) for word in wordlist if word[:1].isupper()}
        self.lower = {fold(word) for word in wordlist if not word[:1].isupper()}
        expanded = list(expand(entries, affixes))
        for base, _, made in expanded:
            for form in [base] + [form for form, _, _ in made]:
                self.opentaal.add(fold(form))
                if not form[:1].isupper():
                    self.lower.add(fold(form))
        self.opentaal = {word for word in self.opentaal if word and not word.endswith("-")}
        self.sure = self.opentaal | set(self.simplemma)
        self.attested = self.sure | set(frequencies)
        self.closers = set()  # words of which OpenTaal says that they end compounds
        self.verbs = self.find_verbs(expanded)
        self.doubtful = self.find_doubtful(expanded)
        self.add_verbs()
        self.add_opentaal(expanded)
        self.add_simplemma()
        self.add_irregular()
        self.add_closers()
        self.add_plurals()
        self.add_others()
        self.set_apart_invariable()

    def add(self, headword, kind, form, slot):
        self.forms[headword, kind].setdefault(form, set()).add(slot)

    def is_suspicious(self, word, form):
        """*zon* would have *zonnen*: an open syllable means that the word has a long vowel. So in compounds.

        A longer word may end in a weak syllable and have it (*havik, haviken*), unless the other plural is met more,
        or there is a word with that vowel: *geldzaken* is of *geldzaak* and not of *geldzak*.
        """
        if not form.endswith("en") or word[-1:] in forms.VOWELS + "xw" or word[-2:-1] not in list("aeiou"):
            return False
        if form not in (word + "en", (forms.softened(word) or word) + "en") or word[-3:-2] in list(forms.VOWELS):
            return False
        if forms.syllables(word) == 1:
            return word not in forms.IRREGULAR_PLURALS
        doubled, long = word + word[-1] + "en", word[:-1] + word[-2:]
        more = self.frequencies.get(doubled, 0) >= self.frequencies.get(form, 0)
        return doubled in self.sure and (more or long in self.sure)

    def find_verbs(self, expanded):
        verbs = set(forms.STRONG)
        for base, flags, _ in expanded:
            if "Vi" in flags and base.endswith("n") and not base[:1].isupper():
                verbs.add(fold(base))
        under = collections.defaultdict(set)
        for form, headword in self.simplemma.items():
            if form != headword and headword.endswith("n"):
                under[headword].add(form)
        strong = {form for verb in verbs for slot, form in forms.strong_forms(verb) if slot in ("past", "parte") or form.startswith("ge")}
        for headword, found in under.items():
            if headword in verbs or not headword.endswith("en") or headword in strong:
                continue
            finite = {form for slot, form in forms.verb(headword) if slot in ("third", "past", "part", "stem")}
            if len(found & finite) >= 2:
                verbs.add(headword)
        for headword in list(self.lower):
            if headword in verbs or headword in strong or not headword.endswith("n") or len(headword) < 6:
                continue
            for prefix in forms.SEPARABLE:
                if headword.startswith(prefix) and headword[len(prefix):] in verbs:
                    finite = {form for slot, form in forms.verb(headword) if slot in ("third", "past", "part")}
                    if len(finite & self.attested) >= 2:
                        verbs.add(headword)
                    break
        return verbs

    def find_doubtful(self, expanded):
        """Verbs that simplemma alone has, and whose infinitive it gives to another word, such as *gaten* to *gat*."""
        known = set(forms.STRONG) | {fold(base) for base, flags, _ in expanded if "Vi" in flags}
        return {verb for verb in self.verbs - known if self.simplemma.get(verb, verb) != verb}

    def add_verbs(self):
        for verb in sorted(self.verbs):
            for slot, form in forms.verb(verb):
                if form == verb or form in self.attested:
                    self.add(verb, "V", form, slot)
            found = self.forms[verb, "V"]
            # Where *uitsteek* is met, *uitstek* is no form of *uitsteken*.
            strongest = next((stem for stem, _ in forms.stems(verb) if stem in found and stem in self.sure), None)
            for stem, _ in forms.stems(verb):
                if strongest and stem != strongest and not strongest.startswith(stem + stem[-1]):
                    for form in [form for form in found if form in (stem, stem + "t", stem + "te", stem + "de")]:
                        del found[form]

    def add_opentaal(self, expanded):
        for base, flags, made in expanded:
            word, flags = fold(base), set(flags)
            if "Cc" in flags and not flags & (VERB_FLAGS | {"Vi"}):
                self.closers.add(word)
            if flags & NOUN_FLAGS:
                self.add(word, "N", word, "base")
            if flags & ADJECTIVE_FLAGS and word not in IRREGULAR_DEGREES:
                self.add(word, "A", word, "base")
            for form, flag, tag in made:
                form = fold(form)
                if flag in DIMINUTIVE_FLAGS:
                    self.add(word, "N", form, "dim")
                elif flag in NOUN_FLAGS and not self.is_suspicious(word, form):
                    self.add(word, "N", form, "pl")
                elif flag[0] == "A" and tag in ADJECTIVE_TAGS and word not in IRREGULAR_DEGREES:
                    self.add(word, "A", form, ADJECTIVE_TAGS[tag])
                elif flag == "Zk":
                    self.add(word, "A", form, "e" if tag == "NN1" else "en")

    def add_simplemma(self):
        """simplemma's pairs that a rule explains, and those of words that nothing else explains."""
        known = collections.defaultdict(set)
        for (headword, _), found in self.forms.items():
            for form in found:
                known[form].add(headword)
        under = collections.defaultdict(set)
        for form, headword in self.simplemma.items():
            if form != headword and headword not in known[form]:
                under[headword].add(form)
        finite = {form for (_, kind), found in self.forms.items() if kind == "V"
                  for form, slots in found.items() if slots & {"past", "part", "ing", "inge", "parte"}}
        small_of_irregular = {form + end for found in forms.IRREGULAR_DIMINUTIVES.values() for form in found
                              for end in ("", "s")}
        left = []
        for headword, found in sorted(under.items()):
            if headword in self.simplemma and self.simplemma[headword] != headword:
                # `huisjes` is said to belong to `huisje`, and that to `huis`.
                headword = self.simplemma[headword]
            plural, small = set(forms.plurals(headword)), set(forms.diminutives(headword))
            small |= {form + "s" for form in small}
            adjective = dict((form, slot) for slot, form in forms.adjective(headword))
            noun_like = ("N", headword) in self.forms or not found & {headword + "e"}
            inflects = len({slot for form, slot in adjective.items() if form in found}) >= 2
            for form in sorted(found):
                if form in small_of_irregular:
                    continue
                if form in small:
                    self.add(headword, "N", headword, "base")
                    self.add(headword, "N", form, "dim")
                elif (headword, "A") in self.forms and form in adjective:
                    self.add(headword, "A", form, adjective[form])
                elif form in plural and noun_like and headword not in finite and not self.is_suspicious(headword, form):
                    self.add(headword, "N", headword, "base")
                    self.add(headword, "N", form, "pl")
                elif form in adjective and inflects and (headword, "N") not in self.forms:
                    self.add(headword, "A", headword, "base")
                    self.add(headword, "A", form, adjective[form])
                else:
                    left.append((form, headword))
        bases = {headword for headword, _ in self.forms}
        for form, headword in left:
            if form not in bases and form not in known and abs(len(form) - len(headword)) <= 6:
                self.add(headword, "X", headword, "base")
                self.add(headword, "X", form, "other")

    def add_closers(self):
        """A word that ends compounds is a noun, unless it is a form of one, or of an adjective as simplemma has it too."""
        nouns = {form for (_, kind), found in self.forms.items() if kind == "N" for form in found}
        inflected = {form for (headword, kind), found in self.forms.items() if kind == "A" for form in found
                     if found[form] & {"e", "comp"} and self.simplemma.get(form, form) != form}
        for word in sorted(self.closers - nouns - inflected):
            plural = word.endswith("s") and (word[:-1], "N") in self.forms
            if word in self.verbs or not plural and not word.endswith("en"):
                self.add(word, "N", word, "base")

    def add_plurals(self):
        """Nouns of which no source gives the plural have a regular one, where that is met."""
        for (noun, kind), found in list(self.forms.items()):
            if kind == "N" and not any("pl" in slots for slots in found.values()):
                for form in forms.regular_plurals(noun):
                    if form in self.sure and form != noun:
                        self.add(noun, "N", form, "pl")

    def add_irregular(self):
        nouns = {headword for headword, kind in self.forms if kind == "N"} | self.lower
        by_end = collections.defaultdict(list)
        for noun in nouns:
            for size in range(2, 8):
                if noun[-size:] in forms.IRREGULAR_PLURALS:
                    by_end[noun[-size:]].append(noun)
        for noun, found in forms.IRREGULAR_PLURALS.items():
            for whole in sorted(by_end[noun]):
                head = whole[:-len(noun)]
                if head and len(head) < 3 and not (whole, "N") in self.forms:
                    continue
                for form in found:
                    if not head or head + form in self.attested:
                        self.add(whole, "N", whole, "base")
                        self.add(whole, "N", head + form, "pl")
        for word, found in forms.IRREGULAR_DIMINUTIVES.items():
            for form in found:
                for small in (form, form + "s"):
                    # simplemma may have made a word of its own of it.
                    self.forms.pop((small, "N"), None)
                    self.add(word, "N", small, "dim")
        for word, found in forms.IRREGULAR_ADJECTIVES.items():
            self.add(word, "A", word, "base")
            for form in found:
                self.add(word, "A", form, "own")
        for form, word in forms.ORDINALS.items():
            self.add(word, "O", word, "base")
            self.add(word, "O", form, "base")

    def add_others(self):
        """What no lexeme explains yet: regular forms of known words, and words by themselves."""
        covered = {form for found in self.forms.values() for form in found}
        bases = collections.defaultdict(set)
        for headword, kind in self.forms:
            bases[headword].add(kind)
        free = sorted((self.opentaal | set(self.simplemma)) - covered)
        ends = self.plural_ends(free, bases)
        for form in free:
            headword = ends.get(form)
            if headword:
                self.add(headword[0], headword[1], headword[0], "base")
                self.add(headword[0], headword[1], form, headword[2])
            else:
                self.add(form, "X", form, "base")

    def set_apart_invariable(self):
        """A word that is not inflected is a form of itself alone: *niets* is none of *niet*, nor *binnen* of *bin*."""
        for (headword, kind), found in list(self.forms.items()):
            for form in [form for form in found if form != headword and form in forms.INVARIABLE]:
                del found[form]
            if not found:
                del self.forms[headword, kind]
        for form in sorted(forms.INVARIABLE & self.lower):
            if not any((form, kind) in self.forms for kind in "NVAX"):
                self.add(form, "X", form, "base")

    def plural_ends(self, free, bases):
        """For words without any headword: a regular plural, diminutive or adjective form of another word."""
        free_set, found = set(free), {}
        for word in sorted(set(bases) | free_set):
            kinds = bases.get(word, {"X"})
            if len(word) < 3 or word in found:
                continue
            if kinds & {"N", "X"} or "V" not in kinds:
                for form in forms.plurals(word):
                    if form in free_set and form != word and not self.is_suspicious(word, form):
                        found.setdefault(form, (word, "N", "pl"))
                for form in forms.diminutives(word):
                    for full in (form, form + "s"):
                        if full in free_set and len(word) > 2:
                            found.setdefault(full, (word, "N", "dim"))
            if "A" in kinds:
                for slot, form in forms.adjective(word):
                    if form in free_set and form != word:
                        found.setdefault(form, (word, "A", slot))
        return found

    def shares(self):
        """form -> [(share, headword, class, slots)], the likeliest first."""
        for form, headword in self.simplemma.items():
            if form == headword and form in self.lower and not any((form, kind) in self.forms for kind in "NVA"):
                self.add(form, "X", form, "base")
        plurals = {form for (_, kind), found in self.forms.items() if kind == "N"
                   for form, slots in found.items() if "pl" in slots}
        for form in sorted(plurals):
            self.forms.pop((form, "X"), None)
        for (headword, kind), found in list(self.forms.items()):
            for form, slots in list(found.items()):
                # *rechts* and *links* are adverbs more often than forms of *recht* and *link*.
                if form in self.lower and "s" in slots:
                    self.add(form, "X", form, "base")
        weights, by_form, parts = {}, collections.defaultdict(list), {}
        for lexeme, found in self.forms.items():
            counts = collections.Counter(slot for slots in found.values() for slot in slots)
            part = 0.0
            for form, slots in found.items():
                share = sum(SLOTS[lexeme[1], slot] / counts[slot] for slot in slots)
                by_form[form].append((lexeme, share, slots))
                part += share
            parts[lexeme] = part
            weights[lexeme] = 1.0
        seen = {form: max(self.frequencies.get(form, 0.0), RARE) for form in by_form}
        for _ in range(ROUNDS):
            gained = dict.fromkeys(weights, 0.0)
            for form, found in by_form.items():
                if len(found) == 1:
                    gained[found[0][0]] += seen[form]
                    continue
                total = sum(weights[lexeme] * share for lexeme, share, _ in found)
                for lexeme, share, _ in found:
                    gained[lexeme] += seen[form] * weights[lexeme] * share / total
            weights = {lexeme: max(gain / parts[lexeme], 1e-6) for lexeme, gain in gained.items()}
        shares = {}
        for form, found in by_form.items():
            scored = [(weights[l] * share * self.trust(l, slots, form, by_form), *l, "+".join(sorted(slots)))
                      for l, share, slots in found]
            total = sum(score for score, *_ in scored)
            shares[form] = sorted(((score / total, *rest) for score, *rest in scored), key=lambda s: (-s[0], s[1:]))
        return shares

    def trust(self, lexeme, slots, form, by_form):
        """Less than 1 for readings that the counts alone would overrate."""
        headword, kind = lexeme
        if headword not in forms.AUXILIARIES and any(l[0] in forms.AUXILIARIES for l, _, _ in by_form[form]):
            return AUXILIARY
        if kind == "V" and headword == form and form in self.doubtful and len(by_form[form]) > 1:
            return DOUBTFUL
        if kind == "N" and self.is_own_noun(headword):
            return 1.0
        if kind in "AXN" and self.is_participle(headword, by_form):
            return PARTICIPLE
        if kind in "AN" and (kind == "A" or headword == form) and any(
            l[1] == "A" and l[0] != headword and s & {"comp", "sup", "own"} for l, _, s in by_form[headword]
        ):
            return DEGREE
        if headword == form and form in IRREGULAR_DEGREES and len(by_form[form]) > 1:
            return 0.001
        if kind == "X" and len(by_form[form]) > 1:
            return OTHER
        return 1.0

    def is_own_noun(self, headword):
        """Whether simplemma takes it, or its plural, for a noun and no form of another word."""
        found = self.forms.get((headword, "N"), {})
        plurals = (form for form, slots in found.items() if "pl" in slots and form.endswith("s"))
        return bool(found) and (self.simplemma.get(headword) == headword
                                or any(self.simplemma.get(form) == headword for form in plurals))

    def is_participle(self, word, by_form):
        return any(l[1] == "V" and slots & {"part", "ing"} for l, _, slots in by_form.get(word, ()))


AUXILIARY = 0.02
DEGREE = 0.01
DOUBTFUL = 0.02
PARTICIPLE = 0.01
OTHER = 0.5
RARE = 0.5
ROUNDS = 20
