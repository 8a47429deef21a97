"""What several tests share: running the command, the example, and reading PDFs with tools that are not ours."""
import json
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("BUDGETPRESS", ROOT / "build" / "budgetpress"))
EXAMPLE = ROOT / "examples" / "guangzhou-internet-court-2024.json"
TARGETS = "project-performance-targets"
INDICATORS = "project-performance-indicators"


def read_json(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def render(folder, model, *outputs, form=None, environment=None, options=()):
    """Renders a model (a path or a dict) to files in a folder; gives back their paths."""
    if isinstance(model, dict):
        source = folder / "model.json"
        source.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
        model = source
    command = [PROGRAM, "render", model, *options]
    for name in outputs:
        command += ["-o", folder / name]
    if form:
        command += ["--form", form]
    done = subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [folder / name for name in outputs]


def model_of(projects, agencies=None):
    return {"schema": "budgetpress/1", "form": TARGETS, "fiscal_year": 2024, "amount_unit": "万元",
            "department": {"name": "某某局"}, "agencies": agencies or [{"id": "a1", "name": "某某局"}], "projects": projects}


def project(number, **members):
    return {"id": f"p{number}", "agency": "a1", "name": f"项目{number}", "funding": {"fiscal_appropriation": "1.00"},
            "goal": ["目标。"], "indicators": [], **members}


def font_set(folder, *candidates, **members):
    """A font set in which every role has these candidates; gives back its file."""
    file = folder / "set.json"
    roles = {role: list(candidates) for role in ("body", "heading", "title", "latin")}
    file.write_text(json.dumps({"schema": "budgetpress-fonts/1", "roles": roles, **members}), encoding="utf-8")
    return file


class Run:
    """One line of text in the trace."""

    def __init__(self, page, match):
        self.page = page
        self.x, self.y, self.size = (float(match[i]) for i in (1, 2, 3))
        self.role, self.part = match[4], match[5]
        self.row, self.column, self.line = (int(match[i]) for i in (6, 7, 8))
        self.hard, self.again, self.text = match[9] == "hard", bool(match[10]), json.loads(match[11])


def read_trace(path):
    """The pages of a trace: (runs, rules), rules as (x0, y0, x1, y1, thickness)."""
    runs, rules, page = [], [], 0
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith("page "):
            page += 1
        elif line.startswith("rule "):
            rules.append((page, *map(float, line.split()[1:])))
        match = re.fullmatch(r'text (\S+) (\S+) (\S+) (\w+) (\w+) (\d+) (\d+) (\d+) (hard|soft)( again)? (".*")', line)
        if match:
            runs.append(Run(page, match))
    return page, runs, rules


def pdf_words(path):
    """(page, x0, y0, x1, y1, text) of every word, by pdftotext."""
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    words = []
    tree = ElementTree.fromstring(re.sub(r'xmlns="[^"]*"', "", re.sub(r"<!DOCTYPE[^>]*>", "", text)))
    for number, page in enumerate(tree.iter("page"), 1):
        for word in page.iter("word"):
            words.append((number, *(float(word.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")), word.text))
    return words


def pdf_rules(path):
    """(page, x0, y0, x1, y1) of every rule, y downwards, from the page contents as qpdf unpacks them."""
    data = json.loads(subprocess.run(["qpdf", "--json=1", path], check=True, capture_output=True).stdout)
    rules = []
    for number, page in enumerate(data["pages"], 1):
        height = data["objects"][page["object"]]["/MediaBox"][3]
        for contents in page["contents"]:
            stream = subprocess.run(["qpdf", f"--show-object={contents.split()[0]}", "--filtered-stream-data", path],
                                    check=True, capture_output=True).stdout.decode("latin-1")
            for x0, y0, x1, y1 in re.findall(r"(\S+) (\S+) m (\S+) (\S+) l S", stream):
                rules.append((number, float(x0), height - float(y0), float(x1), height - float(y1)))
    return rules


def stext(path):
    """(page, font, size, x, y, character) of every character, by mupdf."""
    out = subprocess.run(["mutool", "draw", "-q", "-F", "stext", "-o", "-", path], check=True, capture_output=True).stdout
    for number, page in enumerate(ElementTree.fromstring(out).iter("page"), 1):
        for font in page.iter("font"):
            for char in font.iter("char"):
                yield number, font.get("name"), float(font.get("size")), float(char.get("x")), float(char.get("y")), char.get("c")


# A process starts with the high-water mark of the one that made it: pytest's own must not count.
MEASURE = """import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status if status >= 0 else 128 - status)"""
