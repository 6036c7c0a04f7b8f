"""Which words open and close compounds, how they are written there, and how readily they do so.

The counts come from the dictionaries alone: every known word that can be read as modifier and head counts for
both, divided among its readings by how often those occur elsewhere, until the counts settle. The only words that are
listed here by hand are those that a grammar lists: prefixes, suffixes, linking letters, names of days.
"""
import collections
import math

import forms
from evidence import LETTERS_BEFORE, Evidence

# A word that is rarer proves nothing about others; counts are in a thousand million words.
COMMON = 200
# So short a head needs words that bear it out: at least this share of those that end in it have a word before it.
SHORT_LETTERS = 4
LEAST_SHARE = 0.25
# The costs of `compound.rs`: of a further part, of short parts, and of a whole compound at most.
PART_COST = 12
SHORT_COST = {2: 14, 3: 14, 4: 6}
WHOLE_LIMIT = 190
# What a word costs that is more frequent than its parts, for each power of e.
SURPRISE = 16

# Endings after which Dutch nearly always writes a linking -s-.
S_ENDINGS = ("ing", "heid", "teit", "schap", "ling", "dom", "iteit", "aard", "gang")
# Suffixes that make nouns, and diminutives; as strings many of them are nouns too, but they close no compounds.
SUFFIXES = set(
    "aan aar aard ade age ant atie dom ees el eling ent er erij es esse ette eur heid iaan ie iek ier iet ij in ine ing "
    "isme ist iteit je king laar ling lui nis schap sel st ster te teit tje pje kje etje achtig baar end lijk loos loze "
    "zaam foon gram graaf grafie logie loog scoop"
    .split()
)
# Prefixes and first parts of learned words, which no dictionary lists as nouns.
PREFIXES = (
    "aarts anti ere her hyper infra inter intra loco macro mede mega meta micro mid mini mono multi neo niet "
    "oer onder opper oud poly post pseudo quasi semi stief super supra tele trans ultra vice wan "
    "aero agro astro bio cyber eco elektro euro geo hetero homo hydro nano neuro psycho socio techno thermo"
    .split()
)
PREFIX_PRIOR = 0.5
# Prefixes of verbs, our own and those of Latin, which are nouns by chance; what is made of the verbs is no compound.
VERB_PREFIXES = set("be ge her er ont ver ab ad com con de dis e ex in ob par per pre pro re sub".split())
# Modifiers written as no form of their headword: the headword they stand for.
RESPELLED = {"zonne": "zon", "mane": "maan", "scheeps": "schip", "scheep": "schip", "kleer": "kleed"}
# Days' names are names, though the sun and the moon are in them.
DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
DIRECTIONS = "voor na achter onder boven binnen buiten tussen tegen over bij thuis".split()
# Adverbs that open verbs and what is made of verbs, and hardly ever a compound noun.
PARTICLES = set("aan door om mee terug heen voort samen neer af uit op in toe weer wel los vast goed hoe zo al".split())
SCALE = 8
DERIVING = ("ing", "er", "der", "ster", "aar", "aarster", "erij", "sel", "nis", "ling", "atie", "erd")
# What names of places end in.
PLACE_ENDS = tuple("land stad dorp burg berg hoven meer veen straat laan plein weg kade gracht singel hout bos zee eiland "
                   "eilanden kerk dam wijk huizen broek horst beek dijk stein oord poort brug haven rijn".split())
ABSTRACT = ("heid", "schap", "isme", "ist", "iste", "iteit")


class Constituents:
    """Modifiers with their headwords and costs, and heads with their costs."""

    def __init__(self, lexemes, shares):
        self.lexemes = lexemes
        self.shares = shares
        self.heads = {}  # form -> headword
        self.modifiers = {}  # written form -> [(headword, prior)]
        self.closed_words = self.closed()
        self.collect_heads()
        self.collect_modifiers()
        self.judge()
        self.count()
        self.close_whole_words()

    def nouns(self):
        for (headword, kind), found in sorted(self.lexemes.forms.items()):
            if kind != "N" and not (kind == "X" and headword in self.lexemes.lower and len(headword) >= 5):
                continue
            if not headword.isalpha() or len(headword) < 2:
                continue
            yield headword, kind, found

    def reads(self, form, headword):
        return sum(share for share, h, *_ in self.shares.get(form, ()) if h == headword)

    def collect_heads(self):
        self.head_readings = {}
        offers = collections.defaultdict(dict)
        for headword, kind, found in self.nouns():
            if not self.may_close(headword, kind):
                continue
            for form in found:
                read = self.reads(form, headword)
                sure = headword in self.lexemes.closers and headword not in self.lexemes.verbs
                if form.isalpha() and (read >= 0.03 or sure):
                    offers[form][headword] = max(read, 0.03)
            if kind == "N" and not any("pl" in slots for slots in found.values()):
                for form in forms.regular_plurals(headword):
                    if form not in self.shares:
                        offers[form].setdefault(headword, 0.1)
        for form, found in offers.items():
            best = max(found.values())
            kept = sorted((h for h in found if found[h] >= 0.2 * best), key=lambda h: (-found[h], h))[:3]
            self.heads[form] = kept[0]
            self.head_readings[form] = [("N", h) for h in kept]
            small = self.small(form, kept[0])
            if small and small not in kept:
                self.head_readings[form].append(("D", small))
            elif form not in kept and self.is_plural_word(form, kept[0]):
                self.head_readings[form].append(("N", form))

    def ends_in_noun(self, word, suffix, least, frequency):
        """Whether the word is another word before a noun with the same suffix: *kick* before *bokser*."""
        for start in range(2, len(word) - least + 1):
            head, first = word[start:], word[:start]
            if (head, "N") in self.lexemes.forms and self.lexemes.frequencies.get(head, 0) >= frequency:
                if any((first[:len(first) - cut], kind) in self.lexemes.forms for cut in (0, 1, 2) for kind in "NAXV") or (
                    first in PREFIXES or first in DIRECTIONS
                ):
                    return True
        return False

    def small(self, form, headword):
        """The diminutive itself, which in compounds is often a word of its own: *kaartje*, *broodje*."""
        if "dim" in self.lexemes.forms.get((headword, "N"), {}).get(form, ()):
            return form[:-1] if form.endswith("s") else form
        return None

    def may_close(self, headword, kind):
        if headword in SUFFIXES:
            return False
        if headword not in self.lexemes.lower or kind == "X" and self.is_function(headword):
            return False
        if headword.endswith(ABSTRACT) and self.lexemes.frequencies.get(headword, 0) < 300:
            return False
        return True

    def closed(self):
        """Words that are not to be opened: names, and what is derived from verbs and adjectives."""
        verbs, lexemes = self.lexemes.verbs, self.lexemes
        prefixed = {verb for verb in verbs if forms.root(verb) != verb}
        stems = {stem: verb for verb in prefixed for stem, _ in forms.stems(verb) if stem in lexemes.forms[verb, "V"]}
        all_stems = {stem for verb in verbs for stem, _ in forms.stems(verb) if stem in lexemes.forms[verb, "V"]}
        found = set(DAYS) | forms.INVARIABLE
        for headword, kind, forms_found in self.nouns():
            if len(headword) < 6:
                continue
            name = headword in lexemes.names and headword not in lexemes.lower
            if name and headword.endswith(PLACE_ENDS) or kind == "X" and lexemes.frequencies.get(headword, 0) > 20000:
                found.add(headword)
            if name and not any("pl" in slots for slots in forms_found.values()) or headword in stems or (
                headword in verbs and headword not in lexemes.closers
            ):
                found.add(headword)
                continue
            if headword.startswith("ge") and (headword[2:] in all_stems or headword[2:-1] in all_stems):
                found.add(headword)
            for suffix in DERIVING:
                base = headword[:-len(suffix)]
                if headword.endswith(suffix) and len(base) >= 3:
                    made_of = [stem + "en" for stem in sorted(forms.joints(base)) if stem + "en" in verbs]
                    if base in stems or any(verb in prefixed for verb in made_of):
                        found.add(headword)
                    elif made_of and not self.ends_in_noun(headword, suffix, len(suffix) + 3, 0):
                        found.add(headword)
            for suffix in ABSTRACT:
                if headword.endswith(suffix) and not self.ends_in_noun(headword, suffix, max(6, len(suffix) + 3), 500):
                    found.add(headword)
            if headword.endswith(("er", "aar", "se", "er")) and (
                headword[:-2] in lexemes.names or headword[:-3] in lexemes.names
            ) and headword[:-2] not in lexemes.lower and len(headword) > 6:
                found.add(headword)
        return found

    def is_function(self, word):
        """Adverbs and other words that no compound ends in: they are frequent, and never counted."""
        return self.lexemes.frequencies.get(word, 0) > 100000 or word.startswith(("waar", "daar", "hier", "er"))

    def is_linked(self, word):
        """*staats* and *zomers* stand in the dictionaries, but in a compound they are *staat* and *zomer*."""
        return word.endswith("s") and any((word[:-1], kind) in self.lexemes.forms for kind in "NAX")

    def offer(self, written, headword, prior):
        if len(written) < 2 or not written.isalpha() or written in PARTICLES or written in VERB_PREFIXES:
            return
        found = self.modifiers.setdefault(written, {})
        found[headword] = max(found.get(headword, 0.0), prior)

    def collect_modifiers(self):
        for headword, kind, found in self.nouns():
            prior = 0.3 if kind == "N" else 0.1
            if kind == "X" and (self.is_function(headword) or self.is_linked(headword)):
                continue
            self.offer(headword, headword, prior * max(0.1, self.reads(headword, headword)))
            if len(headword) < 3:
                continue
            self.offer(headword + "s", headword, 0.3 if headword.endswith(S_ENDINGS) else 0.02)
            for form, slots in found.items():
                if "pl" in slots and form.endswith("a") and form != headword:
                    # *data* and *media* are as much words of their own as plurals.
                    self.offer(form, headword, 0.1 * self.reads(form, headword))
                    self.offer(form, form, 0.1)
                if "pl" in slots and form.endswith("en") and self.reads(form, headword) > 0.05:
                    read = self.reads(form, headword)
                    self.offer(form, headword, 0.1 * read)
                    self.offer(form[:-1], headword, 0.03 * read)
                    if form.endswith("eren") and form[:-4] in forms.joints(headword):
                        # *kinderen* and *eieren* have *kinder-* and *eier-*.
                        self.offer(form[:-2], headword, 0.3 * read)
                if "dim" in slots and form.endswith("s"):
                    self.offer(form, headword, 0.02)
            if headword.endswith("e") and len(headword) > 4:
                self.offer(headword[:-1], headword, 0.01)
                self.offer(headword + "n", headword, 0.05 * max(0.02, self.reads(headword + "n", headword)))
        plurals = {form for (_, kind), found in self.lexemes.forms.items() if kind == "N"
                   for form, slots in found.items() if "pl" in slots}
        for (headword, kind), found in sorted(self.lexemes.forms.items()):
            if kind == "V":
                for form, slots in found.items():
                    if "stem" in slots and len(form) >= 3 and len(headword) > 3:
                        self.offer(form, headword, 0.2 * max(0.05, self.reads(form, headword)))
                if headword in self.lexemes.closers and headword not in plurals:
                    self.offer(headword, headword, 0.1)
                    self.offer(headword + "s", headword, 0.1)
            elif kind == "A" and len(headword) >= 3 and not self.is_linked(headword):
                self.offer(headword, headword, 0.15 * max(0.1, self.reads(headword, headword)))
                for form, slots in found.items():
                    if "en" in slots:
                        # People of that kind: *ziekenhuis*, *armenzorg*.
                        self.offer(form, headword, 0.1 * self.reads(form, headword))
            elif kind == "O":
                self.offer(headword, headword, 0.2)
        for word in DIRECTIONS:
            self.modifiers.setdefault(word, {})[word] = 0.1
        for word in PREFIXES:
            self.modifiers.setdefault(word, {})[word] = PREFIX_PRIOR
        for written, headword in RESPELLED.items():
            self.modifiers[written] = {headword: max(self.modifiers.get(written, {}).values(), default=0.2)}
        for name in self.lexemes.names:
            if len(name) >= 4 and name.isalpha() and name not in self.lexemes.lower:
                self.offer(name, name, 0.02)

    def kind(self, headword):
        return next((kind for kind in "NVAOX" if (headword, kind) in self.lexemes.forms), "X")

    def is_plural_word(self, written, headword):
        """*drugs* and *kosten* are words of their own, far more frequent than *drug* and *kost*."""
        frequencies = self.lexemes.frequencies
        return ("pl" in self.lexemes.forms.get((headword, "N"), {}).get(written, ())
                and frequencies.get(written, 0) > 4 * frequencies.get(headword, 0) and self.reads(written, headword) > 0.5)

    def words(self):
        """The words to learn from: each noun once, by its headword."""
        closed = self.closed_words
        for headword, kind, _ in self.nouns():
            if len(headword) >= 6 and headword not in closed:
                yield headword

    def judge(self):
        """What the word lists say of each head and modifier."""
        often = lambda words: max(self.lexemes.frequencies.get(word, 0) for word in words) >= COMMON
        words = {headword for headword, *_ in self.nouns() if len(headword) >= 6}
        heads = set(self.heads.values())
        evidence = Evidence(words, {written for written, found in self.modifiers.items() if often(found)},
                            {head for head in heads if often([head])})
        endings = evidence.endings(heads)
        self.head_share = evidence.head_shares(heads, endings)
        self.modifier_share = evidence.modifier_shares(self.modifiers)
        forms_of = collections.defaultdict(set)
        for form, headword in self.heads.items():
            forms_of[headword].add(form)
        # An ending's value tells for which numbers of letters before the head it holds, a bit for each.
        self.endings = collections.Counter()
        for head, ending in sorted(endings):
            before = len(ending) - len(head)
            for form in forms_of[head]:
                self.endings[ending[:before] + form] |= 1 << before
        for form, headword in list(self.heads.items()):
            if len(headword) <= SHORT_LETTERS and self.head_share[headword] < LEAST_SHARE:
                del self.heads[form], self.head_readings[form]

    def is_ending(self, word, start):
        return any(start >= n and self.endings[word[start - n:]] >> n & 1 for n in LETTERS_BEFORE)

    def close_whole_words(self):
        """Closes words that are too frequent to be made of what they look like."""
        for found in self.splits:
            if min(self.whole_cost(modifier, head) for modifier, head in found) > WHOLE_LIMIT:
                self.closed_words.add("".join(found[0]))

    def whole_cost(self, modifier, head):
        frequency = lambda words: max(self.lexemes.frequencies.get(word, 0.0) for word in words)
        # *Werknemer* is more frequent than *nemer*, which is as known as *nemen*.
        verbs = [stem + "en" for stem in forms.joints(head[:-2])] if head.endswith("er") else []
        last = frequency([head, *(verb for verb in verbs if verb in self.lexemes.verbs)])
        rarest = min(frequency([modifier, *self.modifiers[modifier]]), last)
        surprise = math.log(max(1, frequency([modifier + head])) / max(1, rarest))
        short = SHORT_COST.get(len(modifier), 0) + SHORT_COST.get(len(head), 0)
        return self.modifier_cost[modifier] + self.head_cost[head] + PART_COST + short + SURPRISE * max(0, surprise)

    def count(self):
        self.splits = splits = []
        for word in self.words():
            found = [(word[:i], word[i:]) for i in range(2, len(word) - 1)
                     if word[:i] in self.modifiers and self.heads.get(word[i:]) == word[i:]
                     and not self.is_ending(word, i)]
            if found:
                splits.append(found)
        prior = {written: sum(found.values()) for written, found in self.modifiers.items()}
        modifiers, heads = collections.Counter(), collections.Counter()
        for _ in range(ROUNDS):
            new_modifiers, new_heads = collections.Counter(), collections.Counter()
            for found in splits:
                scores = [(modifiers[m] + prior[m]) * (heads[h] + 0.3) * self.modifier_share[m] * self.head_share[h]
                          for m, h in found]
                total = sum(scores)
                for (m, h), score in zip(found, scores):
                    new_modifiers[m] += score / total
                    new_heads[h] += score / total
            modifiers, heads = new_modifiers, new_heads
        self.modifier_counts, self.head_counts = modifiers, heads
        total = len(splits)
        cost = lambda share: min(255, max(1, round(SCALE * -math.log(share))))
        self.modifier_cost = {m: cost((modifiers[m] + prior[m]) / total * self.modifier_share[m]) for m in self.modifiers}
        self.head_cost = {form: cost((heads[headword] + 0.3) / total * self.head_share[headword])
                          for form, headword in self.heads.items()}

    def modifier_readings(self):
        """(class, headword) by written modifier, the likeliest first; a verb's stem stands beside the verb."""
        for written, found in self.modifiers.items():
            best = max(found.values())
            kept = sorted((h for h in found if found[h] >= 0.34 * best), key=lambda h: (-found[h], h))[:3]
            readings = [(self.kind(h), h) for h in kept]
            if kept[0] != written and self.is_plural_word(written, kept[0]):
                readings.insert(0, ("N", written))
            if written not in kept and any((h, "V") in self.lexemes.forms and h != written for h in kept) and (
                not written.endswith("s") or written[:-1] not in kept
            ):
                readings.append(("S", written))
            yield written, readings


ROUNDS = 4
