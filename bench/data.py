"""The data set of the benches: budgets of any size, made of the real table's text; the same bytes on every machine.

Sentences are put together from the clauses of the example under examples/, with figures, years and proper names of their own: no
two projects are alike, and large sets use several thousand different Han characters, as real ones do, so that no cache gains more
here than it would on a real budget.
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "guangzhou-internet-court-2024.json"
AGENCY_OF = 25  # projects an agency
# GB 2312 orders the 3,755 most used characters by their sound: proper names are drawn from them.
COMMON = bytes(b for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
               for b in (row, column)).decode("gb2312")
PLACES = "省市县区镇街"


class Numbers:
    """A 64-bit linear congruential generator: no library's random numbers are the same for ever."""

    def __init__(self, seed):
        self.state = seed * 2862933555777941757 + 3037000493 & 2 ** 64 - 1

    def below(self, limit):
        self.state = self.state * 6364136223846793005 + 1442695040888963407 & 2 ** 64 - 1
        return (self.state >> 33) % limit

    def pick(self, items):
        return items[self.below(len(items))]


def source():
    """The example's projects, its clauses, and its indicators."""
    model = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    goals = [g for p in model["projects"] for g in p["goal"]]
    clauses = sorted({c for g in goals for c in re.split("[，。；：]", g) if 6 <= len(c) <= 40})
    return model, clauses, [i for p in model["projects"] for i in p["indicators"]]


def name(r):
    return "".join(r.pick(COMMON) for _ in range(2 + r.below(2)))


def figures(r, text):
    """The text with other figures of the same length; percentages stay below a hundred, and nought stays nought."""
    def other(match):
        digits, percent = match[1], match[2]
        if digits.strip("0") == "" or (percent and len(digits) != 2):
            return match[0]
        return str(1 + r.below(9)) + "".join(str(r.below(10)) for _ in digits[1:]) + percent
    return re.sub(r"(\d+)(%?)", other, text)


def sentence(r, clauses):
    parts = [figures(r, r.pick(clauses)) for _ in range(1 + r.below(4))]
    parts[0] = f"{r.pick(('围绕', '依托', '面向', '保障'))}{name(r)}{r.pick(PLACES)}{name(r)}工作，" + parts[0]
    return "，".join(parts) + r.pick("。。。；")


def goal(r, clauses):
    paragraphs = []
    for _ in range(1 + r.below(2)):
        text, wanted = "", 30 + r.below(160)
        while len(text) < wanted:
            text += sentence(r, clauses)
        paragraphs.append(text[:-1] + "。")
    return paragraphs


def indicators(r, pool):
    made = []
    for _ in range(1 + r.below(9)):
        record = dict(r.pick(pool))
        record["group"] = 1
        record["name"] = figures(r, record["name"]) if r.below(3) else name(r) + record["name"]
        if record["period_value"] == record["annual_value"]:  # a year's share of more years is left as it is
            record["period_value"] = record["annual_value"] = figures(r, record["annual_value"])
        made.append(record)
    return made


def project(r, index, model, clauses, pool):
    real = r.pick(model["projects"])
    cents = 100 + r.below(15_000_000)
    amount = f"{cents // 100}.{cents % 100:02}"
    other = r.below(12) == 0
    return {"id": f"p{index + 1:06}", "agency": f"a{index // AGENCY_OF + 1}",
            "name": f"{name(r)}{r.pick(PLACES)}{figures(r, real['name'])}",
            "funding": {"fiscal_appropriation": None if other else amount, "fiscal_special_account": None,
                        "other": amount if other else None},
            "goal": goal(r, clauses), "indicators": indicators(r, pool)}


def write(path, count, seed):
    """A budget of `count` projects, one a line."""
    model, clauses, pool = source()
    r = Numbers(seed)
    agencies = [{"id": f"a{i + 1}", "name": f"{name(r)}市{name(r)}局"} for i in range((count + AGENCY_OF - 1) // AGENCY_OF)]
    head = {k: model[k] for k in ("schema", "form", "fiscal_year", "amount_unit")}
    head.update(department={"name": agencies[0]["name"]}, agencies=agencies)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "projects": [')
        for i in range(count):
            file.write(",\n" if i else "\n")
            file.write(json.dumps(project(r, i, model, clauses, pool), ensure_ascii=False))
        file.write("\n]}\n")
    part.rename(path)


def table(folder, count):
    """The model of one table with so many projects, made where it is missing."""
    path = folder / f"{count}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write(path, count, count)
    return path


def documents(folder, count, projects=10):
    """So many models of ten projects each."""
    folder = folder / f"{count}-documents"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{i + 1:05}.json" for i in range(count)]
    for i, path in enumerate(paths):
        if not path.exists():
            write(path, projects, 1_000_003 + i)
    return paths
