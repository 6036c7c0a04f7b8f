"""Which words open and close compounds, how they are written there, and how readily they do so.

The counts come from the dictionaries alone: every known word that can be read as modifier and head counts for
both, divided among its readings by how often those occur elsewhere, until the counts settle.
"""
import collections
import math

import forms

# Endings after which Dutch nearly always writes a linking -s-.
S_ENDINGS = ("ing", "heid", "teit", "schap", "ling", "dom", "iteit", "aard", "gang")
# Heads that are suffixes, or whose words are rarely what their parts say.
NO_HEADS = set(
    "heid schap achtig loos loze baar lijk zaam dom ing ling aar ier aars erij isme ist iteit teit erik elen eren enen "
    "enaar eling ster sters eur age ine ant ent ers ens den der ten ter sel sels lui aard ade ette oot ege een eens "
    "aan uit over door naar voor als dan dat die des het ons hun hem haar zij wij mij jij zijn ben was wel nog niet "
    "ook met van per pas pro con sub non ren rie ria rijen logie loog logen log gram grafie graaf fiel foob ade ide iden "
    "iet ieten ist isten ees eze ezen ese aans iaan ianen eer eren ares essen esse atie aties itie ities ering eringen "
    "chap chappen tje tjes pje kje etje je uw eze ure iek ieken aten aat eerder ander anders heden schappen nis nissen"
    .split()
)
NO_MODIFIERS = set(
    "een het die dat den der des van met per als dan wat wie hem hun ons uw zij wij jij mij haar zijn ben was wel nog "
    "ook pas tot bij na en of er te al ik je we ze hij in op om de is ge be ver ont her ere ar re con com de di dis "
    "par pre pro sub sup tra trans pers per pol mis mon man sa se ant ent ins kon ko bal cal car cat chi cor cur "
    "del dem den des det fan fin for gal gen gra ham han hel her kan kar kat kol kor lam lan lat leg lem lib lit log "
    "mag mal mar mat mel men met min mod mol mor mus nat neg nor not pal pan pap pas pat pen pin pit pla pol por pos "
    "pre rab ram rap rec red ref rel rem rep res ret rev rom ros sal san sar ser sol son spe sta ste sti str sul tab "
    "tal tan tar tas ten ter tin tom ton tor tot tri tur val var vat ven ver vet vin vis vit vol vor"
    .split()
)
SHORT_MODIFIERS = set(
    "aap aas bad bal ban bar bed bel bes bij bil bod bof bok bol bom bon bos box bus dag dak dal dam das dek dij dop "
    "eed eik eis els erf erg erk erts eten fan gal gas gat gif god gok gom goot gum hak hal ham hart hek hel hof hok hol "
    "hop huid hut ijs ijl jas job jol kaf kam kap kar kas kat kei kern kin kip kit koe kok kop kot kus lak lam lap las lat "
    "lek les lid lijf lip lis lof loon loop lot map mat mee mei mes mest mijn mos mot mug nek nep net nut olm oog oor oom "
    "ooi oor oud oven pak pan pap pas pek pel pen pil pin pit plan pop pot put raad rad ram rat rek rib rij rok rol rug rum "
    "ruw sap set ski spa spel tak tal tand tas team tel ton top tor trom tuk uur val van vak vat vel vet vis vla vlo vos "
    "web weg wei wet wig wijk wil wol zak zee zit zog zon zus ei ui ex tv pc cd eu vn ek wk os gsm dvd nos vvd sms abc bio "
    "eco geo oer pop pro rap rij non aan".split()
)
# First parts that no dictionary lists as nouns: adverbs, prefixes, clipped words.
PREFIXES = {
    "anti": 2.0, "ex": 1.0, "oud": 1.0, "mede": 2.0, "super": 1.5, "mega": 1.5, "mini": 1.5, "micro": 1.0, "macro": 1.0,
    "multi": 1.0, "pseudo": 1.0, "semi": 1.0, "inter": 0.3, "ultra": 1.0, "privé": 1.0, "prive": 1.0, "ere": 0.5,
    "niet": 1.0, "aarts": 0.5, "euro": 1.0, "bio": 1.0, "eco": 1.0, "video": 1.0, "tele": 0.3, "auto": 1.0, "foto": 1.0,
    "radio": 1.0, "psycho": 0.3, "socio": 0.3, "agro": 0.5, "nep": 1.0, "kinder": 2.0, "eier": 1.0, "runder": 0.5,
    "kalver": 0.2, "lammer": 0.2, "hoender": 0.2, "bladeren": 0.1, "scheeps": 1.0, "steden": 1.0, "leden": 1.0,
}
# Modifiers written as no form of their headword: the headword they stand for.
RESPELLED = {
    "scheeps": "schip", "scheep": "schip", "kinder": "kind", "eier": "ei", "runder": "rund", "kalfs": "kalf",
    "lams": "lam", "mede": "mede", "huizen": "huis", "raads": "raad", "zieken": "ziek", "blinden": "blind",
    "doven": "doof", "armen": "arm", "doden": "dood", "vrijwilligers": "vrijwilliger", "langs": "langs",
}
DIRECTIONS = "voor na achter onder boven binnen buiten tussen tegen over bij door om mee samen terug heen thuis weg wel".split()
SCALE = 8


class Constituents:
    """Modifiers with their headwords and costs, and heads with their costs."""

    def __init__(self, lexemes, shares):
        self.lexemes = lexemes
        self.shares = shares
        self.heads = {}  # form -> headword
        self.modifiers = {}  # written form -> [(headword, prior)]
        self.collect_heads()
        self.collect_modifiers()
        self.count()

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
        best = {}
        for headword, kind, found in self.nouns():
            if len(headword) < 3 or headword in NO_HEADS or kind == "X" and self.is_function(headword):
                continue
            for form in found:
                read = self.reads(form, headword)
                if form not in NO_HEADS and form.isalpha() and read >= 0.03 and read > best.get(form, 0):
                    best[form] = read
                    self.heads[form] = headword

    def is_function(self, word):
        """Adverbs and other words that no compound ends in: they are frequent, and never counted."""
        return self.lexemes.frequencies.get(word, 0) > 30000 or word.startswith(("waar", "daar", "hier", "er"))

    def offer(self, written, headword, prior):
        if len(written) < 2 or not written.isalpha():
            return
        if len(written) <= 3 and (written in NO_MODIFIERS or written not in SHORT_MODIFIERS) and written not in SHORT_MODIFIERS:
            return
        found = self.modifiers.setdefault(written, {})
        found[headword] = max(found.get(headword, 0.0), prior)

    def collect_modifiers(self):
        for headword, kind, found in self.nouns():
            prior = 0.3 if kind == "N" else 0.1
            if kind == "X" and self.is_function(headword):
                continue
            self.offer(headword, headword, prior * max(0.1, self.reads(headword, headword)))
            if len(headword) < 3:
                continue
            self.offer(headword + "s", headword, 0.3 if headword.endswith(S_ENDINGS) else 0.02)
            plural = False
            for form, slots in found.items():
                if "pl" in slots and form.endswith("en") and self.reads(form, headword) > 0.05:
                    plural = True
                    self.offer(form, headword, 0.1)
                    self.offer(form[:-1], headword, 0.03)
                if "dim" in slots and form.endswith("s"):
                    self.offer(form, headword, 0.02)
            if headword.endswith("e") and len(headword) > 4:
                self.offer(headword[:-1], headword, 0.01)
                self.offer(headword + "n", headword, 0.05)
        for (headword, kind), found in sorted(self.lexemes.forms.items()):
            if kind == "V":
                for form, slots in found.items():
                    if "stem" in slots and len(form) >= 3 and len(headword) > 3:
                        self.offer(form, headword, 0.1 * max(0.1, self.reads(form, headword)))
                        if form.endswith(("el", "er")):
                            self.offer(form, headword, 0.1)
            elif kind == "A" and len(headword) >= 3:
                self.offer(headword, headword, 0.05)
            elif kind == "O":
                self.offer(headword, headword, 0.2)
        for word in DIRECTIONS:
            self.modifiers.setdefault(word, {})[word] = 0.1
        for word, prior in PREFIXES.items():
            self.modifiers.setdefault(word, {})[RESPELLED.get(word, word)] = prior
        for written, headword in RESPELLED.items():
            self.modifiers.setdefault(written, {}).setdefault(headword, 0.2)
        for name in self.lexemes.names:
            if len(name) >= 4 and name.isalpha() and name not in self.lexemes.lower:
                self.offer(name, name, 0.02)

    def words(self):
        """The words to learn from: each noun once, by its headword."""
        for headword, kind, _ in self.nouns():
            if len(headword) >= 6:
                yield headword

    def count(self):
        splits = []
        for word in self.words():
            found = [(word[:i], word[i:]) for i in range(2, len(word) - 2)
                     if word[:i] in self.modifiers and self.heads.get(word[i:]) == word[i:]]
            if found:
                splits.append(found)
        prior = {written: sum(found.values()) for written, found in self.modifiers.items()}
        modifiers, heads = collections.Counter(), collections.Counter()
        for _ in range(ROUNDS):
            new_modifiers, new_heads = collections.Counter(), collections.Counter()
            for found in splits:
                scores = [(modifiers[m] + prior[m]) * (heads[h] + 0.3) for m, h in found]
                total = sum(scores)
                for (m, h), score in zip(found, scores):
                    new_modifiers[m] += score / total
                    new_heads[h] += score / total
            modifiers, heads = new_modifiers, new_heads
        self.modifier_counts, self.head_counts = modifiers, heads
        total = len(splits)
        cost = lambda n: min(255, max(1, round(SCALE * -math.log(n / total))))
        self.modifier_cost = {m: cost(modifiers[m] + prior[m]) for m in self.modifiers}
        self.head_cost = {form: cost(heads[headword] + 0.3) for form, headword in self.heads.items()}

    def modifier_readings(self):
        """(class, headword) by written modifier, the likeliest first; a verb's stem stands beside the verb."""
        for written, found in self.modifiers.items():
            best = max(found.values())
            kept = sorted((h for h in found if found[h] >= 0.15 * best), key=lambda h: (-found[h], h))[:3]
            readings = [("N", h) for h in kept]
            if written not in kept and any((h, "V") in self.lexemes.forms and h != written for h in kept) and (
                not written.endswith("s") or written[:-1] not in kept
            ):
                readings.append(("S", written))
            yield written, readings


ROUNDS = 4
