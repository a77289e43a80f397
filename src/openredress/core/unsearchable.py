"""What of a text nobody shall find it by: names, contacts and long numbers.

Nothing here knows every name. What it knows are the words that the petitioner sealed, the signs
around a name that give it away, and that English writes names with a capital. It rather leaves out
too much. See docs/decisions/0038-search.md for what it cannot do.
"""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import groupby

from .words import HAN

Span = tuple[int, int]

#: Digits in a row from which a number may be a telephone, an identity or an account.
LONG_NUMBER = 5

#: Common family names of China of one character, in simplified form.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃"
)
_NAME = rf"[{SURNAMES}][{HAN}]{{1,2}}"
_TITLES = (
    "先生|女士|小姐|老师|主任|书记|局长|科长|处长|所长|校长|院长|经理|医生|师傅|村长|支书|同志|"
    "律师|老板|某某|某"
)
_INTRODUCED = "我叫|本人叫|名叫|叫做|姓名[:：]?|联系人[:：]?|申请人[:：]?|投诉人[:：]?"
#: Chinese names where the words around them give them away, in a text that was folded. The group
#: is what is left out.
_CHINESE = (
    re.compile(rf"(?:{_INTRODUCED})\s*({_NAME})"),
    re.compile(rf"(?:我是|本人)({_NAME})(?=[，,。.、\s]|$)"),
    re.compile(rf"([{SURNAMES}][{HAN}]{{0,2}}?)(?:{_TITLES})"),
    re.compile(rf"(?:^|\n)\s*({_NAME})\s*(?=\n|$)"),
)
#: What is written with an @: an e-mail address, or a name on the net.
_ADDRESS = re.compile(r"[\w.+-]*@[\w.-]+")
_LONG = re.compile(rf"(?<!\d)\d(?:[ -]?\d){{{LONG_NUMBER - 1},}}(?!\d)")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Madam)\.?\s+((?:[A-Z][\w'’-]*\s?){1,3})")
_CAPITAL = re.compile(r"[A-Z][\w'’]*")
_SENTENCE_END = re.compile(r"[.!?:;。！？\n][\s\"'”’)]*$")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: What a run of capitals ends in where it names a thing or a place.
_PLACES = _set("""
    road street lane avenue drive way close square park bridge school hospital clinic station river
    lake hill village town township district county city gardens estate building tower house market
    library bureau office council court university college centre center line community
""")
#: What English sentences of a grievance often begin with; such a word is no name.
_BEGINNINGS = _set("""
    the a an this that these those there here my our your his her its we i you he she it they who
    what when where why how no not nobody nothing somebody please after before since because if
    although while during every each all some many most both two three several about at in on from
    for with without as to of and but or so now then today yesterday last next tell put set cars
    lorries pipes rubble noise smoke water heating lift lifts road roads street lights bins rubbish
    school bus children workers wages medicines black slurry less other photographs pay repair
    repaired replace inspect publish act
""")


def left_out(
    text: str, own: Collection[str], known: Collection[str], fold: Callable[[str], str]
) -> list[Span]:
    """The spans of a text by which nobody shall find it.

    `own` are the words that the petitioner gave as their name, contact or as what would give them
    away; `known` are the words of the names of places, matters and offices, folded.
    """
    folded = fold(text)
    spans = [m.span() for rule in (_ADDRESS, _LONG) for m in rule.finditer(folded)]
    spans += [m.span(1) for rule in _CHINESE for m in rule.finditer(folded)]
    spans += [m.span(1) for m in _TITLED.finditer(text)]
    spans += _capitals(text, known)
    for word in {fold(word) for word in own if word.strip()}:
        alone = rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word)
        spans += [m.span() for m in re.finditer(alone, folded)]
    return spans


def _capitals(text: str, known: Collection[str]) -> Iterator[Span]:
    """Words with a capital are taken for names, unless the text has them in small letters too, or
    they name a place or a thing. At the beginning of a sentence too: a name may stand there.
    """
    found = [m for m in _CAPITAL.finditer(text) if not m[0].isupper() or len(m[0]) == 1]
    if not found:
        return
    small = set(re.findall(r"\b[a-z]+\b", text))
    for _, group in groupby(range(len(found)), lambda i: _run_of(found, i, text)):
        run = [found[i] for i in group]
        last = run[-1][0].lower()
        if last in _PLACES or last.removesuffix("s") in _PLACES:
            continue
        for match in run:
            word = match[0].lower()
            begins = not match.start() or _SENTENCE_END.search(text[: match.start()])
            if not (word in small or word in known or (begins and word in _BEGINNINGS)):
                yield match.span()


def _run_of(found: list[re.Match[str]], i: int, text: str) -> int:
    """Which run of capitals, with nothing but a space between them, this one belongs to."""
    while i and text[found[i - 1].end() : found[i].start()] == " ":
        i -= 1
    return i
