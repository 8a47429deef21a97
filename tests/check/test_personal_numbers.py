"""Numbers of identity cards, telephones and bank accounts in texts that are published: found however they are grouped; codes, amounts and
numbers of documents are none."""
import json
import random
import subprocess

import pytest

from common import PROGRAM, model_of, project

pytestmark = pytest.mark.slow


def found_in(folder, goals):
    """What of each goal is marked."""
    (folder / "m.json").write_text(json.dumps(model_of([project(1, goal=list(goals))]), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "--lang=en", "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found = {}
    for f in json.loads(done.stdout)["findings"]:
        if f["code"] == "BP3523":
            found.setdefault(int(f["pointer"].split("/")[-1]), []).append((f["text"][slice(*f["mark"])], f["message"]))
    return [found.get(i, []) for i in range(len(goals))]


def identity(place, born, order):
    """GB 11643: the check character by ISO 7064, MOD 11-2, as the remainder of a weighted sum."""
    body = f"{place}{born}{order}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def card(body):
    """With Luhn's check digit."""
    digits = [int(d) for d in body][::-1]
    total = sum(sum(divmod(2 * d, 10)) if i % 2 == 0 else d for i, d in enumerate(digits))
    return body + str(-total % 10)


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)


IDENTITY, CARD, SHORT_CARD = identity("440106", "19820315", "017"), card("622202123456789012"), card("622848012345678")
assert identity("110105", "19491231", "002") == "11010519491231002X"  # the example of the standard

FOUND = [("身份证" + IDENTITY, IDENTITY, "identity"), (f"张某（{IDENTITY}）", IDENTITY, "identity"), ("11010519491231002x", "11010519491231002x", "identity"),
         (f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}", None, "identity"), (wide(IDENTITY), wide(IDENTITY), "identity"), ("补助对象440106820315001", "440106820315001", "identity"),
         (identity("500101", "20010229".replace("0229", "0228"), "123"), None, "identity"), ("身份证号：440106250315001", "440106250315001", "identity"),
         ("联系电话13912345678", "13912345678", "telephone"), ("致电139 1234 5678咨询", "139 1234 5678", "telephone"), ("139-1234-5678", None, "telephone"),
         ("（8613912345678）", "8613912345678", "telephone"), ("+86 13912345678", "86 13912345678", "telephone"), (wide("13912345678"), None, "telephone"), ("139\u200b12345678", None, "telephone"),
         ("020-83123456", None, "telephone"), ("0755－8312345", None, "telephone"), ("电话：02083123456", "02083123456", "telephone"), ("传真83123456转801", "83123456", "telephone"),
         ("020-83123456-801", "020-83123456", "telephone"), ("13912345678@139.com", "13912345678", "telephone"), ("李某13912345678、王某15012345678", "13912345678", "telephone"),
         ("卡号" + CARD, CARD, "bank"), (" ".join(CARD[i:i + 4] for i in range(0, 19, 4)), None, "bank"), (SHORT_CARD, None, "bank"), ("账号：44001234567890", "44001234567890", "bank"),
         ("开户行及帐号 3602 0012 3456 7890 12", "3602 0012 3456 7890 12", "bank")]

NONE = ["项目总投资13912345678元", "投资13,912,345,678.00元", "资金13912345678.50", "不少于13912345678千瓦时", "≥13912345678", "合同编号13912345678", "项目代码" + CARD, "（粤财〔2024〕13912345678号）",
        "第13912345678号", "统一社会信用代码124401064553678901", identity("440106", "19821315", "001"), IDENTITY[:-1] + str((int(IDENTITY[-1]) + 1) % 10), "990106198203150017",
        CARD[:-1] + str((int(CARD[-1]) + 1) % 10), "1234567890123456", "2024 2025 2026 2027", "2024-2025年", "20240115", "电话会议20240115", "热线12345", "400-888-8888", "95588", "138****5678", "4401061982****0017",
        "GZ13912345678", "HT-13912345678", "http://a.gov.cn/13912345678.html", "8:30-17:30", "112.93.113.45", "0.13912345678", "021-2024", "139123456789", "编码440106820315001", "440106240315001",
        "440106198203150", "发票号13912345678", "12.5万元至13.5万元", "110kV2024000123", "010203"]


def test_numbers_of_persons_are_found(tmp_path):
    shown = found_in(tmp_path, [text + "。" for text, _, _ in FOUND])
    for (text, marked, kind), found in zip(FOUND, shown):
        assert found and found[0][0] == (marked or text) and kind in found[0][1], (text, found)
    assert len(shown[[t for t, _, _ in FOUND].index("李某13912345678、王某15012345678")]) == 2


def test_codes_amounts_and_documents_are_none(tmp_path):
    shown = found_in(tmp_path, [text + "。" for text in NONE])
    assert [(text, found) for text, found in zip(NONE, shown) if found] == []


@pytest.mark.parametrize("seed", range(3))
def test_few_of_many_random_numbers_are_taken_for_persons(tmp_path, seed, capsys):
    """Codes as budgets have them, without a word before them: of 3,000 no more than one in a hundred is reported."""
    r = random.Random(seed)
    digits = lambda n: "".join(r.choice("0123456789") for _ in range(n))
    makers = [lambda: f"44{digits(4)}{r.randint(20, 29)}{digits(12)}", lambda: f"2024{digits(8)}", lambda: f"1244{digits(14)}", lambda: digits(15), lambda: digits(18), lambda: digits(9),
              lambda: f"{r.randint(1, 999)},{digits(3)},{digits(3)}.{digits(2)}", lambda: f"{digits(3)}-{digits(4)}", lambda: f"2024{r.randint(1, 12):02}{r.randint(1, 28):02}{digits(4)}",
              lambda: f"{r.randint(1, 99)}.{digits(2)}亿元"]
    texts = [f"实施{makers[i % len(makers)]()}项目。" for i in range(3000)]
    reported = [text for text, found in zip(texts, found_in(tmp_path, texts)) if found]
    with capsys.disabled():
        print(f"\n{len(reported)} of {len(texts)} random codes and amounts taken for numbers of persons: {reported[:4]}")
    assert len(reported) <= 30
    many = [f"联系人{r.choice(['13', '15', '17', '18', '19'])}{digits(9)}。" for _ in range(1000)] + [
        f"某某{identity(r.choice(['110101', '440106', '500103', '659001']), f'{r.randint(1940, 2010)}{r.randint(1, 12):02}{r.randint(1, 28):02}', digits(3))}。" for _ in range(1000)] + [
        f"卡{card('62' + digits(r.choice([13, 14, 16])))}。" for _ in range(1000)]
    assert sum(not found for found in found_in(tmp_path, many)) == 0
