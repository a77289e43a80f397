"""What the demonstration prints: who signs in, receipts to try, and short walks.

The receipts are kept in `demo-receipts.txt` in OPENREDRESS_HOME, because nothing else knows them
once they are given out.
"""

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from openredress.core.receipt import grouped
from openredress.ops import home
from openredress.signin.factors import DEMONSTRATION

from .ground import PASSWORD, Institution
from .play import Kept

INDENT = " " * 6
HEADING = (
    "演示事项的回执（人物和事项均为虚构） / "
    "Receipts of demonstration cases (people and grievances are invented)"
)

#: The ones to begin with: user name, then what they are for in each language.
FIRST = {
    "yunchuan": (
        ("cn-clerk", "clerk, Linjiang County Petition Office", "临江县信访局 接访登记"),
        ("cn-officer", "case officer, Linjiang Housing Bureau", "临江县住建局 经办人"),
        ("cn-head", "head of the same bureau", "临江县住建局 负责人"),
        ("cn-review", "review officer, Linjiang County", "临江县政府 复查经办"),
        ("cn-rereview", "re-review officer, Yunchuan City", "云川市政府 复核经办"),
        ("cn-supervisor", "supervisor, Yunchuan City", "云川市 督办"),
        ("cn-helper", "a helper whom petitioners choose", "协助员，由信访人选择"),
        ("cn-operator", "operator", "云川市 系统管理"),
    ),
    "harbourne": (
        ("uk-clerk", "clerk, Customer Relations", "客户关系组 登记"),
        ("uk-officer", "case officer, Housing Repairs", "住房维修组 经办人"),
        ("uk-head", "head of Housing Repairs", "住房维修组 负责人"),
        ("uk-review", "stage 2, Homes and Communities", "住房和社区局 第二阶段"),
        ("uk-supervisor", "supervisor, the whole council", "全区议会 督办"),
        ("uk-helper", "a helper whom petitioners choose", "协助员，由信访人选择"),
        ("uk-operator", "operator", "系统管理"),
    ),
}

WALKS_EN = (
    "File a grievance yourself from the front page, save the receipt, and open your case with it.",
    "Open the case of a receipt above. Open a date to see its days counted one by one, and the "
    "article it rests on. Add a photo from your telephone under Files, have it back, and look what "
    "is no longer in it.",
    "Sign in as cn-clerk: register the new cases. One came back from an office that is not "
    "competent; send it to City Management.",
    "Still there, open Search: look for 噪声 or 噪聲. You find what is open to that office, and "
    "nobody by name.",
    "Sign in as cn-head or uk-head: an extension waits for you. Then as cn-officer or uk-officer: "
    "answer what is due first, and look at a case that was closed and is not fixed.",
    "Sign in as cn-supervisor or uk-supervisor: what is overdue in every office below you. Open "
    "one and read in its history who was reminded, whose head was told, and that you took it up.",
    "Sign in as cn-operator: whether the worker does its duties. The public figures of what is "
    "overdue are at /overdue/.",
    "Lose a receipt: sign in as cn-clerk, open a case of somebody who gave a name, and replace it "
    "at the counter (“The petitioner has lost the receipt”). The old code then says so.",
    "Open a name with a second person: as cn-education or uk-care ask for the name in a case and "
    "say what for; as cn-education-head or uk-care-head agree under “Names to open”. The page of "
    "the petitioner then tells all of it.",
    "Under “My sign-in” set up a passkey (at http://localhost, not 127.0.0.1), sign out, and come "
    "back with it alone.",
    "Open the receipts of cases that ended long ago: download one, have it kept longer, and see "
    "what is left of one that was erased. As uk-clerk, answer a request to erase.",
    "Open the receipt of a case whose answer waits, and open the answer: from then on the time to "
    "ask for review runs. As cn-officer look at “Not yet served”, and under “Letters” print a "
    "batch. As cn-operator put the text of a message into your own words.",
    "As cn-head or cn-supervisor open “Five minutes”: what is late and since when, by office; "
    "every figure opens its list.",
    "As cn-supervisor open a case under “Overdue below”, then its supervision: urge the office, or "
    "have it report. As that office answer it, and say why it was late; the register has it.",
    "As cn-supervisor call a coordination meeting under “Meetings”; as an officer bring a case to "
    "it, and read on the page of its receipt that it goes there.",
    "File a case about the noise once more, open it at the desk, and look under “The same "
    "matter, already here?”. Link it with others; as cn-supervisor open a systemic issue about "
    "them, and read on the page of a receipt what is done about the cause. /issues/ shows two "
    "that everybody reads.",
    "Look at /hearings/: a hearing is announced. Open the receipt of the case that was heard and "
    "read what both sides wrote beside its minutes; as cn-petitions-head write what the panel "
    "found, and as cn-supervisor a dissent.",
    "Open the receipt of the other side of a dispute that is mediated, and read what it does not "
    "see; as cn-committee open “Mediations”, write down an agreement, and confirm it from both "
    "sides. Another dispute is settled, and its case tracks what each owes.",
    "Sign in as cn-review or uk-supervisor: a report of reprisal. Then as cn-clerk, cn-head or any "
    "other office of that case: it is nowhere. Its own receipt is among those above.",
    "Under “Alerts” supervisors also find one that nobody took in hand: it climbed from who was on "
    "duty to the head and to them.",
    "As cn-petitions-head or uk-relations-head open “Duty and substitutes” and the roster of your "
    "office: somebody is away with a substitute, and a gap is marked. Make a shift for it.",
    "Open the receipt of a member of the nine workers: see who speaks for them, take a mandate "
    "back, say what the office may see; where e-mail is set up, choose how you are told. As "
    "cn-clerk or the office of the case open “The group”: a number, and what each has allowed. "
    "With a case of your own, let others join it.",
    "As cn-clerk or uk-clerk open the case that came in by e-mail today, with what was added by "
    "e-mail, and under “E-mail set aside” decide about an answer that a program sent.",
    "Open the receipt of a case with a remedy that was done: say that it was done, or that it was "
    "not. As cn-head or uk-head settle that under “Remedies owed”, and look at how many promises "
    "were kept in time.",
    "Under “Speak in person” book a time without a receipt. As cn-head or uk-head open "
    "“Reception”: hand out a number, look at the screen, then start the clock for sixty people at "
    "the door and see whom it alerts.",
    "Look at /helpers/: people whom offices offer. With a receipt choose one for your case; as "
    "cn-helper or uk-helper agree under “Whom I help”, open the case, add to it, and see it gone "
    "when the petitioner takes it back. As cn-petitions-head change what everybody reads of them.",
    "Look at /rounds/: where an office goes next. As cn-clerk or uk-clerk open “Rounds”, take out "
    "a kit, keep its file, stop the network, and run `openredress field start` with it. Take "
    "somebody down, end the process in the middle, go on, and send the file under “Bring back”: "
    "the receipt opens the case.",
)
WALKS_ZH = (
    "在首页自己提交一件信访事项，保存回执，再用回执查看进展。",
    "用上面的任一回执打开事项；点开日期，可以看到逐日计算的过程和依据的条文。在“文件”处添加一张手机照片，"
    "再取回来，看看其中的拍摄信息是否已经去除。",
    "以 cn-clerk 登录：登记新收到的事项；有一件被单位提出异议退回，请转送城市管理局。",
    "仍以该账号打开“检索”：用简体或者繁体查找“噪声”；只能找到该单位有权查看的事项，不能按姓名找人。",
    "以 cn-head 或 uk-head 登录：有延期申请等待批准；再以 cn-officer 或 uk-officer 登录："
    "先办最早到期的一件，再看一件办结后没有解决、期限重新计算的事项。",
    "以 cn-supervisor 或 uk-supervisor 登录：查看下属各单位逾期未办的事项；打开一件，在办理记录中"
    "可以看到何时提醒、何时报负责人、何时由您督办。",
    "以 cn-operator 登录：查看后台程序是否正常运行；公开的超期数据在 /overdue/。",
    "试一试遗失回执：以 cn-clerk 登录，打开一件留有姓名的事项，"
    "在窗口补发（“信访人遗失了回执”）；旧的回执码随即失效，并会提示已被替换。",
    "由两人查看姓名：以 cn-education 或 uk-care 登录，打开一件事项，说明用途，申请查看姓名；"
    "再以 cn-education-head 或 uk-care-head 登录，在“待批查看姓名”中同意；"
    "信访人在自己的页面上会看到全过程。",
    "在“登录设置”里设置通行密钥（请用 http://localhost 打开，不要用 127.0.0.1），"
    "退出后只用它登录。",
    "打开早已办结的事项的回执：下载、延长保存，再看一件已删除的事项还留下什么；"
    "以 uk-clerk 登录，答复等待中的删除申请。",
    "打开有答复等待的回执，再打开答复：请求复查的期限由此起算。以 cn-officer 登录，看“尚未送达”，"
    "并在“信件”中打印一批信；以 cn-operator 登录，把通知文字换成自己的说法。",
    "以 cn-head 或 cn-supervisor 登录，打开“每日五分钟”：各单位哪些已逾期、逾期多久；"
    "点开数字可以看到清单。",
    "以 cn-supervisor 登录，在“下级逾期”中打开一件，进入督办页面：催办，或者要求书面报告；"
    "再以该单位的账号答复、说明逾期原因，逾期登记簿中即可看到。",
    "以 cn-supervisor 登录，在“联席会议”中召集会议；再以经办人账号提交一件事项，"
    "用该事项的回执可以看到它将提交会议。",
    "再提交一件关于噪声的事项，打开后查看“同样的问题，是否已有人反映？”，与其他事项关联；"
    "以 cn-supervisor 登录，立为共性问题，再用回执查看对起因采取的措施。"
    "/issues/ 上有两个已向社会公开的。",
    "打开 /hearings/：有一场公开听证的公告。再打开已经听证的事项的回执，看看双方在笔录后附了什么；"
    "以 cn-petitions-head 登录填写听证意见，再以 cn-supervisor 登录写下不同意见。",
    "用纠纷对方的回执打开调解页面，看看对方看不到什么；以 cn-committee 登录，打开“调解”，"
    "拟一份协议，再从双方的页面确认。另有一件已达成协议，事项中逐项跟踪双方应做的事。",
    "以 cn-review 或 uk-supervisor 登录：有一件打击报复举报；再以 cn-clerk、cn-head "
    "或该事项其他单位的账号登录：哪里都看不到它。它有单独的回执，见上。",
    "督办人员在“提醒”中还可以看到一条无人接手的事项：它从值班人员升到负责人，再升到上级单位。",
    "以 cn-petitions-head 或 uk-relations-head 登录，打开“值班与代理”和本单位的值班表："
    "有人请假并有代理人，有一处无人值班的空档，请补排一班。",
    "打开九名工人中一名成员的回执：看看谁代表大家，收回一份委托，选择单位能看到什么；"
    "再以办理单位的账号打开该事项的共同信访页面：只有人数和各人允许看的内容。"
    "也可以让别人参加您自己提交的事项。",
    "以 cn-clerk 或 uk-clerk 登录，打开今天通过电子邮件提出的事项，看看后来用邮件补充的内容；"
    "再到“搁置的邮件”中处理一封程序自动发出的回复。",
    "打开一件已登记落实的事项的回执：确认已经落实，或者提出没有落实；再以 cn-head 或 uk-head 登录，"
    "在“待落实事项”中核实处理，并看看承诺按期落实率。",
    "在“当面反映”中不用回执预约一个时间；再以 cn-head 或 uk-head 登录，打开“接待”：发一个号，"
    "看看候访室屏幕，然后为门口的六十位来访人开始计时，看提醒送到了谁。",
    "打开 /helpers/：各单位公布的协助员。用回执为自己的事项选择一位；"
    "以 cn-helper 或 uk-helper 登录，在“我的协助”中同意，打开事项补充内容；信访人收回后即看不到。"
    "以 cn-petitions-head 登录，修改协助员的公开介绍。",
    "打开 /rounds/，看看单位下次到哪里接访；以 cn-clerk 或 uk-clerk 登录，打开“巡回接访”，"
    "领用接访包，保存文件，断开网络，用它运行 openredress field start；登记一件，"
    "中途结束程序再接着办，然后上传文件：当场发出的回执即可打开该事项。",
)


def keep(receipts: Iterable[Kept]) -> None:
    """Writes the receipts where they are found again on a later start."""
    lines = [HEADING]
    lines += [f"  {grouped(kept.code)}   {kept.zh} / {kept.en}" for kept in receipts]
    path().parent.mkdir(parents=True, exist_ok=True)
    path().write_text("\n".join(lines) + "\n", encoding="utf-8")


def path() -> Path:
    return home.home() / "demo-receipts.txt"


def lines(institutions: Iterable[Institution]) -> Iterator[str]:
    """What is printed at every start of the demonstration."""
    yield ""
    yield f"登录 /desk/，密码均为 {PASSWORD} / Sign in at /desk/ with the password {PASSWORD}"
    yield "第二步的验证码显示在页面上（仅限演示账号） / The page of the second step shows the code"
    yield f"或把密钥添加到验证器应用 / or add the key to an app: {DEMONSTRATION}"
    for institution in institutions:
        yield from _accounts(institution)
    yield ""
    if path().exists():
        yield from path().read_text(encoding="utf-8").splitlines()
        yield f"  ({path()})"
    for heading, walks in (("可以试试", WALKS_ZH), ("What to try", WALKS_EN)):
        yield ""
        yield heading
        yield from (f"  {i}. {walk}" for i, walk in enumerate(walks, start=1))
    yield ""


def _accounts(institution: Institution) -> Iterator[str]:
    first = FIRST[institution.root]
    shown = [username for username, _, _ in first]
    others = [row["username"] for row in institution.staff if row["username"] not in shown]
    yield ""
    yield f"  {institution.offices[0]['zh']} / {institution.offices[0]['en']}"
    for username, en, zh in first:
        yield f"    {username:14} {zh} / {en}"
    yield "    其他账号 / others:"
    yield from textwrap.wrap(
        ", ".join(others),
        width=92,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_on_hyphens=False,
    )
