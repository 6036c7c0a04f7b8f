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
    "heid schap achtig loos loze baar lijk zaam dom ing ling aar ier aars erij isme ist iteit teit erik elen eren "
    "enen enaar eling ster sters eur age ine ant ent ers ens den der ten ter sel sels lui aard ade ette oot ege "
    "een eens aan uit over door naar voor als dan dat die des het ons hun hem haar zij wij mij jij zijn ben was "
    "wel nog niet ook met van per pas pro con sub non ren rie ria rijen logie loog logen log gram grafie graaf "
    "fiel foob ide iden iet ieten isten ees eze ezen ese aans iaan ianen eer ares essen esse atie aties itie "
    "ities ering eringen sten stens nies king kings ging ting sing laar nier lier tel epel sen len men gen ven "
    "nen zen ken mer mers bers fer fers lander landers aal chap chappen tje tjes pje kje etje je uw ure iek ieken "
    "aten aat eerder ander anders heden schappen nis nissen "
    .split()
)
NO_MODIFIERS = set(
    "een het die dat den der des van met per als dan wat wie hem hun ons uw wij jij mij haar zijn ben was wel nog "
    "ook pro con pre par sub sup tra ver ont her kon com dis men ten ter tot uit zou mag kan moet lam lan tor tis "
    "ret rep tal sal mar "
    .split()
)
SHORT_HEADS = set(
    "aap aas act app arm arts as baas bad bak bal ban band bar bed bel bes bod boa bok bol bom bon bos bot box "
    "bus cd cel dag dak dal dam das dek dij dip dop eed eend eik eis erf erg erts fan fee fik gas gat gek gel gen "
    "gif gids git god gok goot gum haai hak hal ham hap hart pas bui tij heg hek hel hem hit hof hok hol hond "
    "hoop hoes huid hut ijs jas job juf kaas kam kan kap kas kat kei kelk ketel kin kip kit kok kom kop kot kou "
    "kus laan lab lak lam lap las lat leer leg lek les lid lied lijf lijn lip list log lok lol loon loop lot maag "
    "man map mast mat mes mis mix mok mos mot muts mug naam nat neef nek nest net nis nood noot oog oom oor oord "
    "pad pak pan pap pek pen pet pijl pil pin pit plan plas pol poot pop pot put raad rad ram rand rang ras rat "
    "rek rem rib rij rit rob roe rok rol rot rug ruk rui sap set ski sla slak slot slang sok som spa spel spin "
    "spot stad staf stal ster stop tak tal tap tas team tel ton top tor tram trap trek tuk tijd tol uil ui uur "
    "vak val van vat vee vel vet vin vis vla vlo vloed voet vos vrek wal wapen web weg wei wet wig wijk wol wc "
    "zak zang zee zet zin zit zoon zon zorg zus zuil zweer ei air rap sms hub bug clip chip crew deal duo trio "
    "ego era ode thee tic pub punk quiz rede ruil ruis ruit scan show shop site soap tent test til tip toer toon "
    "topo tour tube vlag vlak wals wand weer wens wiel wijn winst zaad zaak zaal zand zeep ziel zijde zone zoom "
    "zucht zuur "
    .split()
)
SHORT_MODIFIERS = set(
    "aap aas bad bal ban bar bed bel bes bij bil bod bof bok bol bom bon bos box bus dag dak dal dam das dek dij "
    "dop eed eik eis els erf erg erk erts eten fan gal gas gat gif god gok gom goot gum hak hal ham hart hek hel "
    "hof hok hol hop huid hut ijs ijl jas job jol kaf kam kap kar kas kat kei kern kin kip kit koe kok kop kot "
    "kus lak lam lap las lat lek les lid lijf lip lis lof loon loop lot map mat mee mei mes mest mijn mos mot mug "
    "nek nep net nut olm oog oor oom zij lig eet pus dip zen rif til ooi oud oven pak pan pap pas pek pel pen pil "
    "pin pit plan pop pot put raad rad ram rat rek rib rij rok rol rug rum ruw sap set ski spa spel tak tal tand "
    "tas team tel ton top tor trom tuk uur val van vak vat vel vet vis vla vlo vos rit ras fok rot pis kan mol "
    "mis pad sok hem hen bot rem nis vul mid wan roe tij toe tol zin lab duw bak wip was zwem kom web weg wei wet "
    "wig wijk wil wol zak zee zit zog zon zus ei ui tv pc cd eu vn ek wk os gsm dvd nos vvd sms abc bio eco geo "
    "oer rap non aan "
    .split()
)
# Common words that look like compounds and are none, or whose sense is not that of their parts.
NEVER = set(
    "gesprek oordeel voordeel nadeel eiland protest promotie materiaal toestand bestand rapport transport kantoor "
    "literatuur natuur temperatuur avontuur sigaret servet belang gebied paspoort patroon portret pakket planeet "
    "machine marine kolonel kapitaal generaal journaal personeel ogenblik oorzaak aardappel augustus december "
    "november september oktober januari februari bureau niveau plateau cadeau restaurant presentatie organisatie "
    "motivatie situatie directie redactie fractie sanctie actrice redacteur inspecteur kampioen pensioen miljoen "
    "station stadion balkon ballon salon galop envelop galerij batterij artillerie loterij schilderij bakkerij "
    "slagerij maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen overmorgen gisteren "
    "meester minister paragraaf fotograaf telegraaf biograaf biografie monoloog dialoog catalogus monument "
    "document argument instrument element experiment moment segment testament parlement departement appartement "
    "abonnement reglement compliment fundament sacrament temperament evenement engagement management president "
    "student incident accident dirigent consument docent patient client agent continent accent procent percent "
    "talent patent contingent ondanks bijbel tentakel mirakel orakel schandaal ideaal metaal portaal kanaal "
    "signaal gordijn konijn fontein kapitein terrein porselein azijn medicijn magazijn termijn vitamine gesteente "
    "gewest gemeente "
    .split()
)
# First parts that no dictionary lists as nouns: adverbs, prefixes, clipped words.
PREFIXES = {
    "her": 2.0, "vice": 2.0, "stief": 1.0, "opper": 1.0, "wan": 0.5, "ombuds": 1.0, "hetero": 0.5, "homo": 0.5,
    "hydro": 0.5, "mid": 0.3, "rot": 0.3, "oer": 0.3, "loco": 0.5, "neo": 0.5, "post": 0.5,
    "quasi": 0.5, "meta": 0.3, "hyper": 1.0, "infra": 0.3, "intra": 0.3, "supra": 0.3,
    "tech": 1.0, "fin": 0.1, "cyber": 1.0, "nano": 1.0, "techno": 0.5, "elektro": 0.5, "thermo": 0.5, "aero": 0.5,
    "astro": 0.5, "geo": 0.5, "neuro": 0.5, "kleer": 0.5, "middel": 0.5, "aller": 0.1, "media": 1.0, "data": 1.0,

    "anti": 2.0, "oud": 1.0, "mede": 2.0, "super": 1.5, "mega": 1.5, "mini": 1.5, "micro": 1.0, "macro": 1.0,
    "multi": 1.0, "pseudo": 1.0, "semi": 1.0, "ultra": 1.0, "privé": 1.0, "prive": 1.0, "ere": 0.5,
    "niet": 1.0, "aarts": 0.5, "euro": 1.0, "bio": 1.0, "eco": 1.0, "video": 1.0, "tele": 0.3, "auto": 1.0, "foto": 1.0,
    "radio": 1.0, "psycho": 0.3, "socio": 0.3, "agro": 0.5, "nep": 1.0, "kinder": 2.0, "eier": 1.0, "runder": 0.5,
    "kalver": 0.2, "lammer": 0.2, "hoender": 0.2, "bladeren": 0.1, "scheeps": 1.0, "steden": 1.0, "leden": 1.0,
}
# Modifiers written as no form of their headword: the headword they stand for.
RESPELLED = {
    "zonne": "zon", "scheeps": "schip", "scheep": "schip", "kinder": "kind", "eier": "ei", "runder": "rund", "kalfs": "kalf",
    "lams": "lam", "mede": "mede", "huizen": "huis", "raads": "raad", "steden": "stad", "leden": "lid", "bladeren": "blad", "zieken": "ziek", "blinden": "blind",
    "doven": "doof", "armen": "arm", "doden": "dood", 
}
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
        self.head_readings = {}
        offers = collections.defaultdict(dict)
        for headword, kind, found in self.nouns():
            if not self.may_close(headword, kind):
                continue
            for form in found:
                read = self.reads(form, headword)
                sure = headword in self.lexemes.closers and headword not in self.lexemes.verbs
                if form.isalpha() and (read >= 0.03 or sure) and not (len(form) <= 3 and form not in SHORT_HEADS):
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
        if headword in NO_HEADS:
            return False
        if len(headword) <= 3 and headword not in SHORT_HEADS:
            return False
        if headword not in self.lexemes.lower or kind == "X" and self.is_function(headword):
            return False
        if headword.endswith(ABSTRACT) and self.lexemes.frequencies.get(headword, 0) < 300:
            return False
        return len(headword) > 4 or headword in SHORT_HEADS or self.lexemes.frequencies.get(headword, 0) > 300

    def closed(self):
        """Words that are not to be opened: names, and what is derived from verbs and adjectives."""
        verbs, lexemes = self.lexemes.verbs, self.lexemes
        prefixed = {verb for verb in verbs if forms.root(verb) != verb}
        stems = {stem: verb for verb in prefixed for stem, _ in forms.stems(verb) if stem in lexemes.forms[verb, "V"]}
        all_stems = {stem for verb in verbs for stem, _ in forms.stems(verb) if stem in lexemes.forms[verb, "V"]}
        found = set(NEVER)
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
        if len(written) < 2 or not written.isalpha() or written in PARTICLES:
            return
        if len(written) <= 3 and written not in SHORT_MODIFIERS:
            if len(written) < 3 or written in NO_MODIFIERS or headword not in self.lexemes.lower:
                return
            prior *= 0.2
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
            plural = False
            for form, slots in found.items():
                if "pl" in slots and form.endswith("en") and self.reads(form, headword) > 0.05:
                    plural = True
                    read = self.reads(form, headword)
                    self.offer(form, headword, 0.1 * read)
                    self.offer(form[:-1], headword, 0.03 * read)
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
            elif kind == "O":
                self.offer(headword, headword, 0.2)
        for word in DIRECTIONS:
            self.modifiers.setdefault(word, {})[word] = 0.1
        for word, prior in PREFIXES.items():
            self.modifiers.setdefault(word, {})[RESPELLED.get(word, word)] = prior
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

    def count(self):
        self.splits = splits = []
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
