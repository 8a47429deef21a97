"""The rules over many tables: nothing in clean ones, and each planted fault exactly."""
import collections
import json
import re
import subprocess

import pytest

import budgets
from common import EXAMPLE, PROGRAM, ROOT

RULES = {line.split("\t")[0]: line.split("\t")[1:]
         for line in subprocess.run([PROGRAM, "check", "--rules", "--lang=en"], capture_output=True, encoding="utf-8").stdout.splitlines()}


def findings(folder, models, *options):
    """Checks models (by file name) in one run; the findings by file name, and the exit status."""
    for name, model in models.items():
        (folder / name).write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "--format=json", "--lang=en", *options, *models], cwd=folder, capture_output=True,
                          encoding="utf-8")
    assert done.returncode in (0, 1) and done.stderr == "", done.stderr
    found = collections.defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        found[finding["file"]].append(finding)
    return found, done.returncode


def test_every_rule_has_a_fault_to_plant():
    assert set(RULES) == set(budgets.FAULTS_BY_CODE) and len(RULES) >= 45


def test_a_thousand_clean_tables_give_no_finding(tmp_path):
    found, status = findings(tmp_path, {f"{seed}.json": budgets.clean(seed) for seed in range(1000)})
    assert [(name, f["code"], f["pointer"], f["message"], f.get("text")) for name, fs in found.items() for f in fs][:5] == []
    assert status == 0


def test_a_thousand_planted_faults_are_found_and_nothing_else(tmp_path, capsys):
    codes = sorted(budgets.FAULTS_BY_CODE)
    models, expected = {}, {}
    for seed in range(1000):
        code = codes[seed % len(codes)]
        name = f"{seed}-{code}.json"
        models[name], pointer = budgets.planted(code, seed)
        expected[name] = (code, pointer)
    found, _ = findings(tmp_path, models)
    table = {code: [0, 0, 0, 0] for code in codes}  # planted, found, missed, others
    wrong = []
    for name, (code, pointer) in expected.items():
        got = [(f["code"], f["pointer"]) for f in found.get(name, [])]
        hit = (code, pointer) in got
        for column, value in enumerate((1, hit, not hit, len(got) - hit)):
            table[code][column] += value
        if got != [(code, pointer)]:
            wrong.append((name, pointer, got))
    with capsys.disabled():
        print(f"\n{'code':8}{'rule':28}{'planted':>8}{'found':>8}{'missed':>8}{'others':>8}")
        for code, row in table.items():
            print(f"{code:8}{RULES[code][0]:28}" + "".join(f"{n:8}" for n in row))
    assert not wrong, "\n".join(map(str, wrong[:40]))
    assert sum(row[0] for row in table.values()) == 1000
