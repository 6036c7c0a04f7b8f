"""How far the word lists bear out that a string opens or closes compounds.

Of the words that end in *rit* most have another word before it, and of those that end in *sel* hardly any: the one is
the head of compounds, the other mostly the end of something else. The same goes for what a word begins with, and for
the letters before a head: *ring* closes compounds, but what ends in *ering* is made of a verb.
"""
import collections

# A part with fewer letters proves nothing about what stands beside it.
FEWEST_LETTERS = 4
# An ending is no head where fewer than this share of its words have a word before it, of at least so many.
ENDING_SHARE = 0.08
ENDING_WORDS = 10
# How many letters before a head are looked at.
LETTERS_BEFORE = (2, 1)
# What is believed of a string before any word was seen: so many words, of which this share are compounds.
PRIOR_WORDS = 2
PRIOR_SHARE = 0.2


class Evidence:
    """The words with the places where each can be cut into two words of some length."""

    def __init__(self, words, firsts, lasts):
        self.firsts = {first for first in firsts if len(first) >= FEWEST_LETTERS}
        self.lasts = {last for last in lasts if len(last) >= FEWEST_LETTERS}
        self.cuts = [(word, [at for at in range(FEWEST_LETTERS, len(word) - FEWEST_LETTERS + 1)
                             if word[:at] in self.firsts and word[at:] in self.lasts]) for word in sorted(words)]

    def seen(self, strings, kind):
        """(word, place, whether it is cut there) where one of the strings begins or ends a word.

        Words that can only be cut elsewhere say nothing: *stoomvaartuig* is no word in *-tuig* but one in *-vaartuig*.
        """
        for word, cuts in self.cuts:
            for at in range(2, len(word) - 1):
                if (word[at:] if kind == "head" else word[:at]) in strings:
                    cut = word[:at] in self.firsts if kind == "head" else word[at:] in self.lasts
                    if cut or not cuts:
                        yield word, at, cut

    def endings(self, heads):
        """(head, head with the letters before it) where that is the end of something else in nearly all words.

        One letter before a head is only looked at in the words that two letters leave: *atuur* is an ending, *tuur*
        is none, for there are *nachtuur* and *rustuur*.
        """
        found = set()
        for before in LETTERS_BEFORE:
            total, good = collections.Counter(), collections.Counter()
            for word, at, cut in self.seen(heads, "head"):
                if not any((word[at:], word[at - more:]) in found for more in LETTERS_BEFORE):
                    total[word[at:], word[at - before:]] += 1
                    good[word[at:], word[at - before:]] += cut
            found |= {key for key, count in total.items() if count >= ENDING_WORDS and good[key] < ENDING_SHARE * count}
        return found

    def head_shares(self, heads, endings):
        """For each head, the share of the words ending in it that have a word before it."""
        total, good = collections.Counter(), collections.Counter()
        for word, at, cut in self.seen(heads, "head"):
            if not any((word[at:], word[at - before:]) in endings for before in LETTERS_BEFORE):
                total[word[at:]] += 1
                good[word[at:]] += cut
        return {head: share(good[head], total[head]) for head in heads}

    def modifier_shares(self, modifiers):
        """For each modifier, the share of the words beginning with it that have a word after it."""
        total, good = collections.Counter(), collections.Counter()
        for word, at, cut in self.seen(modifiers, "modifier"):
            total[word[:at]] += 1
            good[word[:at]] += cut
        return {written: share(good[written], total[written]) for written in modifiers}


def share(good, total):
    return (good + PRIOR_WORDS * PRIOR_SHARE) / (total + PRIOR_WORDS)
