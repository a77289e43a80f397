"""What somebody wrote, and what their mailer put below it from earlier mail.

It is cut where mailers say that they quote, in the languages that are met, and never by guessing
what a sentence means. What is cut is kept beside what was written.
"""

import re

_WROTE = (
    r"on .{4,200}(wrote|writes):|am .{4,200} schrieb.{0,200}:|le .{4,200} a écrit\s?:|"
    r"el .{4,200} escribió:|.{0,200}(写道|寫道|编写|来信说)\s?[:：]|"
    r".{0,200}<[^>\s]{3,200}>\s?(于|在).{4,80}[:：]"
)
_LINE = (
    r"-{2,}\s?(original message|forwarded message|原始邮件|原始郵件|转发邮件|轉寄郵件|"
    r"ursprüngliche nachricht|message d.origine)\s?-{2,}|_{20,}"
)
_HEAD = r"(from|发件人|寄件者|寄件人|von|de)\s?[:：]\s?.{1,300}"
_NEXT = (
    r"(sent|date|to|subject|发送时间|发件时间|日期|收件人|主题|傳送時間|收件者|主旨|"
    r"gesendet|an|betreff)\s?[:：]"
)

BEGINS = re.compile(rf"\s*\*?(?:{_WROTE}|{_LINE})\*?\s*", re.IGNORECASE)
HEAD = re.compile(rf"\s*\*?{_HEAD}", re.IGNORECASE)
NEXT = re.compile(rf"\s*\*?{_NEXT}", re.IGNORECASE)
#: Longer lines are prose; matching them costs time and finds nothing.
LONGEST_LINE = 500
#: A mailer breaks "On … wrote:" over two lines.
_HALF = re.compile(r"\s*(on|am|le|el|在).{4,200}", re.IGNORECASE)


def divide(text: str) -> tuple[str, str]:
    """What was written, and what was quoted below it. All of it was written where nothing else
    would be left, as in answers that stand between the quoted lines.
    """
    lines = text.split("\n")
    at = next((i for i in range(len(lines)) if _begins(lines, i)), len(lines))
    written = "\n".join(lines[:at]).strip()
    quoted = "\n".join(lines[at:]).strip()
    return (written, quoted) if written else (text.strip(), "")


def _begins(lines: list[str], at: int) -> bool:
    line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if len(line) > LONGEST_LINE:
        return False
    if line.lstrip().startswith(">"):
        return all(not left.strip() or left.lstrip().startswith(">") for left in lines[at:])
    if BEGINS.fullmatch(line) or (HEAD.fullmatch(line) and NEXT.match(following)):
        return True
    both = f"{line} {following}"
    return bool(_HALF.fullmatch(line) and len(both) <= LONGEST_LINE and BEGINS.fullmatch(both))
