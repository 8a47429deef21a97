"""The official wrap rule, written a second time from its statement, against the lines of the trace: any text, line by line."""
import random

import pytest

from common import TARGETS, model_of, project, read_trace, render

CLOSING = set("，；：！？）］｝％》」』】〕〉”’!),.:;?]}%")
OPENING = set("（［｛《「『【〔〈“‘([{")
CAPACITY = {0: 29, 5: 46, 6: 62}  # half ems: name, goal, indicators
ALPHABETS = [
    "绩效目标指标项目支出预算资金审判执行专项经费保障",
    "，；：！？）］｝％》」』】〕〉”’（［｛《「『【〔〈“‘、。…—·",
    "!),.:;?]}%([{<>=+-*/\\|@#$&_^~`'\"",
    "0123456789abcdefghijklmnopqrstuvwxyzABCXYZ",
    " 　",
    "≥≤×①②ⅠⅡ㎡℃％",
]


def units(character):
    return 1 if "\x20" <= character <= "\x7e" else 2


def forbidden(a, b):
    return ("\x21" <= a <= "\x7e" and "\x21" <= b <= "\x7e") or b in CLOSING or a in OPENING


def wrap(paragraph, capacity):
    """Greedy: from the start of each line, as much as fits; then back to the nearest place where a break is allowed."""
    lines, start = [], 0
    while True:
        end, used = start, 0
        while end < len(paragraph) and used + units(paragraph[end]) <= capacity:
            used += units(paragraph[end])
            end += 1
        if end == len(paragraph):
            return lines + [paragraph[start:]]
        cut = end
        while cut > start and forbidden(paragraph[cut - 1], paragraph[cut]):
            cut -= 1
        if cut == start:  # nothing allowed: before the character that overflows
            cut = max(end, start + 1)
        lines.append(paragraph[start:cut])
        start = cut


def text(r, size):
    weights = r.choice([(8, 1, 1, 1, 0, 1), (2, 4, 1, 1, 1, 1), (1, 1, 4, 4, 1, 1), (0, 0, 1, 6, 0, 0), (0, 8, 1, 0, 0, 0)])
    out = "".join(r.choice(r.choices(ALPHABETS, weights)[0]) for _ in range(size))
    return out.strip() or "一"


@pytest.mark.parametrize("seed", range(8))
def test_lines_are_those_of_the_rule(tmp_path, seed):
    r = random.Random(seed)
    projects = [project(i, name=text(r, r.randint(1, 90)), goal=[text(r, r.randint(1, 300)) for _ in range(r.randint(1, 4))],
                        indicators=[{"level1": "1", "level2": "11", "name": text(r, r.randint(1, 120)),
                                     "period_value": text(r, r.randint(1, 60)), "annual_value": text(r, r.randint(1, 60))}
                                    for _ in range(r.randint(0, 4))]) for i in range(40)]
    _, runs, _ = read_trace(render(tmp_path, model_of(projects), "a.trace", form=TARGETS)[0])
    shown = {}
    for run in runs:
        if run.part == "body" and not run.again:
            shown.setdefault((run.row, run.column), []).append(run.text)
    for row, p in enumerate(projects, 2):
        composed = "".join(f"{i}、1-产出指标；11-数量指标；{d['name']}；实施周期指标值:{d['period_value']}；年度指标值:{d['annual_value']}。"
                           for i, d in enumerate(p["indicators"], 1))
        for column, paragraphs in ((0, ["    " + p["name"]]), (5, p["goal"]), (6, [composed] if composed else [])):
            expected = [line for paragraph in paragraphs for line in wrap(paragraph, CAPACITY[column])]
            assert shown.get((row, column), []) == expected, (row, column)
