"""Dutch inflection as rules: which forms a verb, a noun or an adjective may have.

Every function is generous: it yields each spelling that the rules allow, and what no source attests is
dropped later. So *wandelen* yields *wandeel* and *wandel*, and only the second is ever met.
"""
import csv
import os
import re

VOWELS = "aeiouy"
SEPARABLE = (
    "aan achter achterna achterom achterop achterover achteruit af beet bij bijeen binnen boven buiten deel dicht door "
    "dood droog fijn gade gelijk goed groot hard heen in ineen klaar kapot kwijt langs leeg los lief mede mee mis na "
    "naar neer om omhoog omlaag omver onder op open opeen over plaats prijs rond rondom recht samen schoon schuil "
    "stand stil stop stuk tegemoet tegen teleur teloor terecht terug thuis toe tussen uit uiteen vast veilig vol voor "
    "voorbij vooruit voort vrij waar weer weg wel zwart aaneen buit feest hardop kennis les adem gevangen hoog laag "
    "nabij opzij overeen samen tegenover teweeg thuis tekort teniet terzijde toneel voorop vooraf voorover wijs"
).split()
MONOSYLLABIC = ("doen", "gaan", "slaan", "staan", "zien", "zijn")
INSEPARABLE = "be ge her er ont ver mis over onder door voor om weer vol achter aan".split()


def verb_table():
    """The strong verbs: infinitive to its forms by slot."""
    table = {}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "verbs.tsv")
    with open(path, encoding="utf-8") as file:
        for row in csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"):
            row += [""] * (5 - len(row))
            split = lambda cell: [form for form in cell.split(",") if form]
            table[row[0]] = {"past": split(row[1]) + split(row[2]), "participle": split(row[3]), "other": split(row[4])}
    return table


STRONG = verb_table()
# Verbs that are met in the present more than in any other form.
AUXILIARIES = {"hebben", "kunnen", "moeten", "mogen", "weten", "willen", "zijn", "zullen"}
PARTICIPIAL = {"and": "ing", "end": "ing", "nde": "inge"}


def syllables(word):
    """How many vowel groups a word has; `ij` and the like count as one."""
    return len(re.findall(r"[aeiouy]+j?", word))


def root(infinitive):
    """The verb without its prefix: *aanbieden* has *bieden*."""
    for prefix in sorted(SEPARABLE + INSEPARABLE, key=len, reverse=True):
        if infinitive.startswith(prefix) and syllables(infinitive[len(prefix):]) > 1:
            return infinitive[len(prefix):]
    return infinitive


def stems(infinitive):
    """The stems that a verb may have, each with the consonant that decides its past: (stem, last)."""
    if not infinitive.endswith("en") or len(infinitive) < 4 or infinitive.endswith(MONOSYLLABIC):
        return []
    base = infinitive[:-2]
    last = base[-1]
    if len(base) > 2 and last == base[-2] and last not in VOWELS:
        return [(base[:-1], last)]
    closed = base[:-1] + {"v": "f", "z": "s"}.get(last, last)
    if last in VOWELS + "w" or len(base) < 2 or base[-2] not in "aeou":
        return [(closed, last)]
    doubled = closed[:-1] + closed[-2] + closed[-1]
    if len(base) >= 3 and base[-3] in VOWELS:
        # *dienen* has *dien*, but *creeren* has *creeer*.
        return [(closed, last), (doubled, last)]
    if syllables(root(infinitive)) <= 2:
        # *wonen* has *woon*; only where the last syllable is weak, as in *wandelen*, does it stay as it is.
        return [(doubled, last)]
    return [(doubled, last), (closed, last)]


def participles(infinitive, stem, end):
    """`ge` before the stem, inside a separable verb, or not at all."""
    body = stem if stem.endswith(("d", "t")) and end in ("d", "t") else stem + end
    yield "ge" + body
    for prefix in INSEPARABLE:
        if infinitive.startswith(prefix) and len(infinitive) > len(prefix) + 3:
            yield body
            break
    for prefix in SEPARABLE:
        if infinitive.startswith(prefix) and len(infinitive) > len(prefix) + 3:
            yield prefix + "ge" + body[len(prefix):]
            yield prefix + body[len(prefix):]


def verb(infinitive):
    """Yields (slot, form) for every form that the verb may have."""
    yield "inf", infinitive
    yield "ing", infinitive + "d"
    yield "inge", infinitive + "de"
    yield "inge", infinitive + "den"
    irregular = strong_forms(infinitive)
    for stem, last in stems(infinitive):
        yield "stem", stem
        yield "third", stem if stem.endswith("t") else stem + "t"
        if irregular:
            continue
        hard = last in "tkfspx" or last == "h" or stem.endswith(("ch", "c"))
        end = "t" if hard else "d"
        yield "past", stem + end + "e"
        yield "past", stem + end + "en"
        for form in participles(infinitive, stem, end):
            yield "part", form
            short = form
            # `vergroot` has `vergrote`: an open syllable loses a vowel.
            if len(short) > 3 and short[-1] in "dt" and short[-2] == short[-3] and short[-2] in "aeou":
                yield "parte", short[:-2] + short[-1] + "e"
                yield "parte", short[:-2] + short[-1] + "en"
            if short[-1] in "dt" and short[-2] in VOWELS and short[-3] not in VOWELS:
                yield "parte", short + short[-1] + "e"
                yield "parte", short + short[-1] + "en"
            yield "parte", short + "e"
            yield "parte", short + "en"
    for slot, form in irregular:
        yield slot, form


def strong_forms(infinitive):
    """The forms of a strong verb, also with a prefix: *aanbieden* as *bieden*."""
    prefixes = [""] + [p for p in SEPARABLE + INSEPARABLE if infinitive.startswith(p)]
    if len(infinitive) > 6:
        prefixes += [a + b for a in SEPARABLE for b in INSEPARABLE if infinitive.startswith(a + b)]
    found = []
    for prefix in prefixes:
        table = STRONG.get(infinitive[len(prefix):])
        if not table:
            continue
        found += [("past", prefix + form) for form in table["past"]]
        for form in table["other"]:
            present = "third" if form.endswith("t") else "stem"
            if not prefix and infinitive in AUXILIARIES:
                present = "finite"
            found.append((PARTICIPIAL.get(form[-3:], present), prefix + form))
        for form in table["participle"]:
            bare = form[2:] if form.startswith("ge") and not infinitive[len(prefix):].startswith("ge") else form
            whole = set()
            if prefix in SEPARABLE or not prefix:
                whole.add(prefix + form)
            if prefix in INSEPARABLE or prefix not in SEPARABLE and prefix:
                whole.add(prefix + bare)
            for full in sorted(whole):
                found.append(("part", full))
                # A participle in -en takes -e for people: *de gevallenen*.
                found += [("parte", full + "e"), ("parte", full + "en")]
    return found


def open_syllable(word):
    """*boom* to *bom*: the stem before an ending that starts with a vowel."""
    if len(word) > 2 and word[-1] not in VOWELS and word[-2] == word[-3] and word[-2] in "aeou":
        return word[:-2] + word[-1]
    return None


def softened(stem):
    """*huis* to *huiz*, *brief* to *briev*."""
    return {"f": "v", "s": "z"}.get(stem[-1]) and stem[:-1] + {"f": "v", "s": "z"}[stem[-1]]


def joints(word):
    """The spellings a word may have before an ending in -e: *pann*, *bom*, *huiz*, *dag*."""
    found = {word}
    if word and word[-1] not in VOWELS:
        found.add(word + word[-1])
        short = open_syllable(word)
        for stem in (word, short):
            if stem:
                found.add(stem)
                soft = softened(stem)
                if soft:
                    found.add(soft)
    return found


def plurals(noun):
    """Yields the plurals that the rules allow."""
    yield noun + "s"
    yield noun + "'s"
    if noun.endswith("e"):
        yield noun + "n"
    if noun.endswith(("heid", "teid")):
        yield noun[:-2] + "den"
    for joint in joints(noun):
        yield joint + "en"
    if noun.endswith(("ch", "sh", "s", "x")):
        yield noun + "es"
    if noun.endswith("um"):
        yield noun[:-2] + "a"
    if noun.endswith("us"):
        yield noun[:-2] + "i"
    if noun.endswith("man"):
        yield noun[:-3] + "lieden"
        yield noun[:-3] + "lui"
        yield noun[:-3] + "mensen"


def regular_plurals(noun):
    """The plurals that a noun would have if it were regular, spelled right."""
    if noun.endswith(("heid", "teid")):
        return [noun[:-2] + "den"]
    if noun.endswith(("el", "er", "em", "en", "ie", "erd", "aar", "ier", "je", "eur", "foon")) or noun[-1] in VOWELS:
        return [noun + "s", noun + "n"] if noun.endswith("e") else [noun + "s"]
    long = open_syllable(noun)
    if long:
        return [(softened(long) or long) + "en", long + "en"]
    if noun[-1] not in VOWELS + "xw" and noun[-2] in VOWELS and noun[-3:-2] not in list(VOWELS) + [""]:
        return [noun + noun[-1] + "en", noun + "en", noun + "s"]
    return [(softened(noun) or noun) + "en", noun + "en", noun + "s"]


# Nouns whose plural no rule gives; a compound's last part follows its own.
IRREGULAR_PLURALS = {
    "schip": ["schepen"], "stad": ["steden"], "lid": ["leden"], "smid": ["smeden"], "ei": ["eieren"],
    "kind": ["kinderen", "kinders"], "blad": ["bladeren", "bladen", "blaren"], "been": ["beenderen", "benen"],
    "kalf": ["kalveren"], "lam": ["lammeren"], "lied": ["liederen"], "rad": ["raderen"], "rund": ["runderen"],
    "gemoed": ["gemoederen"], "goed": ["goederen"], "hoen": ["hoenderen", "hoenders"], "volk": ["volkeren", "volken"],
    "kleed": ["klederen", "kleren", "kleden"], "koe": ["koeien"], "vlo": ["vlooien"], "glas": ["glazen"],
    "gebrek": ["gebreken"], "god": ["goden"], "oorlog": ["oorlogen"], "weg": ["wegen"], "dag": ["dagen"],
    "slag": ["slagen"], "dak": ["daken"], "vat": ["vaten"], "bad": ["baden"], "pad": ["paden"], "graf": ["graven"],
    "hof": ["hoven"], "hol": ["holen"], "gat": ["gaten"], "lot": ["loten"], "schot": ["schoten"], "slot": ["sloten"],
    "spel": ["spelen"], "bevel": ["bevelen"], "gebed": ["gebeden"], "verdrag": ["verdragen"], "bedrag": ["bedragen"],
    "gezag": ["gezagen"], "aanslag": ["aanslagen"], "staf": ["staven"], "verlof": ["verloven"], "stag": ["stagen"],
    "gelid": ["gelederen"], "aanbod": ["aanbiedingen"], "zoon": ["zonen", "zoons"],
    "motor": ["motoren", "motors"], "professor": ["professoren", "professors"],
    "gebod": ["geboden"], "verbod": ["verboden"], "hertog": ["hertogen"], "gen": ["genen"],
    "dal": ["dalen"], "vers": ["verzen"],
    "museum": ["musea", "museums"], "datum": ["data", "datums"], "medium": ["media", "mediums"],
    "criterium": ["criteria", "criteriums"], "centrum": ["centra", "centrums"], "politicus": ["politici"],
    "matrix": ["matrices"], "index": ["indices", "indexen"],
    "examen": ["examens", "examina"], "tentamen": ["tentamens", "tentamina"], "excuus": ["excuses"], "gevoel": ["gevoelens"],
}


def diminutives(noun):
    """Yields the diminutives that the rules allow, without the plural's -s."""
    for joint in joints(noun) | {noun}:
        if joint != noun and len(joint) >= len(noun):
            yield joint + "etje"
    for end in ("je", "tje", "pje", "etje", "kje"):
        yield noun + end
    if noun.endswith("ing"):
        yield noun[:-1] + "kje"
    if noun[-1:] in "aou":
        yield noun + noun[-1] + "tje"
    if noun.endswith("i"):
        yield noun + "etje"
    if noun.endswith("y"):
        yield noun + "'tje"


def adjective(word):
    """Yields (slot, form) for every form that the adjective may have."""
    yield "base", word
    yield "s", word + "s"
    comparative = "der" if word.endswith("r") else "er"
    for joint in {word + "d"} if word.endswith("r") else set():
        for end, slot in (("er", "comp"), ("ere", "comp"), ("ers", "comp"), ("eren", "comp")):
            yield slot, joint + end
    for joint in joints(word):
        yield "e", joint + "e"
        yield "en", joint + "en"
        if comparative == "er":
            for end in ("er", "ere", "ers", "eren"):
                yield "comp", joint + end
    if word.endswith("e"):
        yield "comp", word + "r"
        yield "comp", word + "re"
    for superlative in ("t", "te", "ten") if word.endswith("s") else ("st", "ste", "sten"):
        yield "sup", word + superlative
        yield "sup", "aller" + word + superlative
    if word.endswith("sch"):
        yield "sup", word + "t"


IRREGULAR_ADJECTIVES = {
    "goed": ["beter", "betere", "beters", "beteren", "best", "beste", "besten", "allerbeste"],
    "veel": ["meest", "meeste", "meesten", "vele", "velen", "meerdere"],
    "weinig": ["minder", "mindere", "minst", "minste", "minsten"],
    "graag": ["liever", "liefst"], "dichtbij": ["dichterbij"], "na": ["naast", "naaste", "naasten"],
    "kwaad": ["erger", "ergst"], "oud": ["ouwe"],
    "ver": ["verder", "verdere", "verst", "verste"],
}
# Adverbs, prepositions, conjunctions and pronouns that are not inflected, though they look like forms of other words:
# *eens* of *een*, *zelfs* of *zelf*, *deels* of *deel*.
INVARIABLE = set("""
    aan alhoewel allang allemaal alles alsmede alsnog alsof althans altijd alvast alvorens anders anderzijds
    behalve behoudens beneden bijgevolg bijna binnen binnenin blijkens boven bovendien buiten circa conform daar
    daarbij daardoor daarentegen daarna daarom daarop dan dankzij dat deels derhalve desalniettemin desnoods
    desondanks destijds deze dezelfde dikwijls dit doordat dus echter eens eensklaps elders elkaar elkaars
    enerzijds enz ergens evenals eveneens evenmin evenwel gedurende geenszins genoeg halverwege hedenmorgen
    heen hen hier hiermee hierna hij hoe hoewel hoezeer hoezo hoogstens hooguit hun iedereen iemand iets ietwat
    immers inderdaad indien ineens inmiddels integendeel intussen jegens jij jou jouw jullie krachtens
    langzamerhand luidens meestal meteen middels minstens misschien mits naast nabij naderhand nadien namelijk
    namens nauwelijks nergens niemand niet niets niettegenstaande niettemin nietwaar nimmer nochtans nogal
    nogmaals nooit nopens ofschoon ofwel omdat omstreeks omtrent ondanks ondertussen onlangs ooit ook opdat opeens
    opnieuw overal overdag overeind overigens overmorgen reeds rondom samen sedert sinds sindsdien slechts soms somtijds
    steeds straks tegelijk tegen tegenover telkens temeer tenminste tenslotte tenzij terwijl tevens tezamen thans
    thuis tijdens toch toen totdat trouwens tussen tussendoor uiteraard vaak vanaf vanavond vandaag vandaan
    vanmorgen vannacht vanuit vanwege veelal veeleer vergeefs vervolgens volgens voor vooral vooralsnog voordat
    voorheen voortaan voorts voorwaar vrijwel waarom wanneer want wederom wegens weldra weleens weliswaar wellicht
    wij zelden zelfs zich zij zoals zodat zodoende zodra zoiets zojuist zolang zonder zowel
""".split())
IRREGULAR_DIMINUTIVES = {
    "schip": ["scheepje"], "blad": ["blaadje", "bladertje"], "ei": ["eitje", "eiertje"], "pad": ["paadje"],
    "glas": ["glaasje"], "gat": ["gaatje"], "vat": ["vaatje"], "rad": ["radertje"], "jongen": ["jongetje"],
    "kind": ["kindje", "kindertje"], "weg": ["weggetje"], "pop": ["poppetje"],
    "bloem": ["bloemetje", "bloempje"],
    "brug": ["bruggetje"], "big": ["biggetje"],
}
ORDINALS = {
    "eerste": "een", "eersten": "een", "tweede": "twee", "derde": "drie", "vierde": "vier", "vijfde": "vijf",
    "zesde": "zes", "zevende": "zeven", "achtste": "acht", "negende": "negen", "tiende": "tien", "elfde": "elf",
    "twaalfde": "twaalf", "dertiende": "dertien", "veertiende": "veertien", "vijftiende": "vijftien",
    "zestiende": "zestien", "zeventiende": "zeventien", "achttiende": "achttien", "negentiende": "negentien",
    "twintigste": "twintig", "dertigste": "dertig", "veertigste": "veertig", "vijftigste": "vijftig",
    "zestigste": "zestig", "zeventigste": "zeventig", "tachtigste": "tachtig", "negentigste": "negentig",
    "honderdste": "honderd", "duizendste": "duizend", "miljoenste": "miljoen",
}
