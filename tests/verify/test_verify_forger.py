"""A forger's work on PDFs of today: each edit that changes what a PDF shows, says or does is found, and no harmless rewriting is.

FORGERIES=1000 makes more of them, FORGER_SEED repeats a run. Both numbers are printed.
"""
import collections
import json
import os
import random
import subprocess

import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, render
from forgeries import EDITS, Impossible
from pdf_edit import Pdf

pytestmark = pytest.mark.slow
FORGERIES = int(os.environ.get("FORGERIES", "120"))
SEED = int(os.environ.get("FORGER_SEED", random.SystemRandom().randrange(10**6)))
TWO = ROOT / "examples" / "two-agencies-2025.json"


def documents(folder):
    """(model, form, PDF) of several profiles, forms and options."""
    ways = [(TWO, TARGETS, "profile=archive", ""), (TWO, INDICATORS, "profile=print", "linearize=1"), (TWO, TARGETS, "profile=plain", "compact=0"),
            (EXAMPLE, TARGETS, "profile=archive", "compact=0"), (EXAMPLE, TARGETS, "profile=plain", ""), (EXAMPLE, INDICATORS, "profile=archive", "linearize=1")]
    made = []
    for number, (model, form, *options) in enumerate(ways):
        given = [word for option in options if option for word in ("--option", f"pdf.{option}")]
        made.append((model, form, *render(folder, model, f"{number}.pdf", form=form, options=given)))
    return made


def verdicts(model, form, paths):
    """What verify says of each file: its verdict and the names of what it found."""
    done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--differences", "5", "--model", model, "--form", form, *paths],
                          capture_output=True, encoding="utf-8", timeout=600)
    names = collections.defaultdict(list)
    for line in done.stderr.splitlines():
        finding = json.loads(line)
        if finding["severity"] == "error":
            names[finding["file"]].append(finding["name"])
    said = {r["file"]: r["verdict"] for r in map(json.loads, done.stdout.splitlines())}
    return [(said.get(str(path), "refused"), names[str(path)]) for path in paths]


def forge(sources, path, dice, function):
    """One forgery and which PDF it is of: the first one in the order of the dice that has what the function changes."""
    for which in dice.sample(range(len(sources)), len(sources)) * 2:
        pdf = Pdf(sources[which][2])
        pdf.scratch, pdf.whole = path.with_suffix(".first"), None
        try:
            function(pdf, dice.randrange(len(pdf.pages)), dice)
        except Impossible:
            continue
        if pdf.whole:  # the function gives the bytes itself
            path.write_bytes(pdf.whole)
        return which, path if pdf.whole else pdf.write(path)
    raise AssertionError(f"{function.__name__}: no PDF has anything of the kind")


def test_an_edited_pdf_without_an_edit_is_not_called_a_forgery(tmp_path):
    for number, (model, form, source) in enumerate(documents(tmp_path)):
        assert verdicts(model, form, [Pdf(source).write(tmp_path / f"again{number}.pdf")]) == [("pixels", [])], source


def test_every_forgery_of_a_pdf_is_found(tmp_path, capsys):
    assert FORGERIES >= len(EDITS)
    dice, made, missed, refused = random.Random(SEED), collections.Counter(), [], 0
    sources = documents(tmp_path)
    files = {i: [] for i in range(len(sources))}
    for number in range(FORGERIES):
        function = EDITS[number % len(EDITS)]
        which, path = forge(sources, tmp_path / f"{function.__name__}-{number}.pdf", dice, function)
        made[function.__name__] += 1
        files[which].append(path)
    for which, paths in files.items():
        for path, (verdict, names) in zip(paths, verdicts(*sources[which][:2], paths)):
            refused += verdict == "refused"
            if verdict in ("bytes", "pixels", "words") or not names:
                missed.append((path.name, verdict, names))
    with capsys.disabled():
        print(f"\nforgeries of PDFs: {sum(made.values())} of {len(made)} kinds, seed {SEED}; found {sum(made.values()) - len(missed)}, "
              f"of these not readable {refused}")
    assert not missed


REWRITES = {
    "qpdf": ["qpdf"], "linearized": ["qpdf", "--linearize"], "qdf": ["qpdf", "--qdf"], "qdf without object streams": ["qpdf", "--qdf", "--object-streams=disable"],
    "object streams": ["qpdf", "--object-streams=generate"], "no object streams": ["qpdf", "--object-streams=disable"],
    "recompressed": ["qpdf", "--recompress-flate", "--compression-level=9"], "unpacked": ["qpdf", "--stream-data=uncompress"],
    "normalized": ["qpdf", "--normalize-content=y"], "coalesced": ["qpdf", "--coalesce-contents"], "unreferenced": ["qpdf", "--preserve-unreferenced"],
    "newline": ["qpdf", "--newline-before-endstream", "--min-version=1.7"],
    "mutool": ["mutool", "clean"], "mutool -g": ["mutool", "clean", "-g"], "mutool -gggg": ["mutool", "clean", "-gggg"], "mutool -s": ["mutool", "clean", "-s"],
    "mutool -c": ["mutool", "clean", "-c"], "mutool -d": ["mutool", "clean", "-d"], "mutool -z": ["mutool", "clean", "-z"], "mutool -a": ["mutool", "clean", "-a"],
    "mutool -zfi": ["mutool", "clean", "-z", "-f", "-i"], "mutool -sdgggg": ["mutool", "clean", "-s", "-d", "-gggg"], "mutool -cz": ["mutool", "clean", "-c", "-z"],
}


def test_no_harmless_rewriting_is_called_a_difference(tmp_path, capsys):
    accepted, wrong = 0, []
    texts = ["𠮷野家𬱖项目", "Ünïcödé ½ ＡＢＣ", "かな カナ ㈱", "标点、。；：？！……——", "数据（含Ｘ）"]
    (tmp_path / "scripts.json").write_text(json.dumps(model_of([project(i, name=t, goal=[t]) for i, t in enumerate(texts)])), encoding="utf-8")
    sources = documents(tmp_path)
    sources.append((tmp_path / "scripts.json", TARGETS, *render(tmp_path, tmp_path / "scripts.json", "scripts.pdf", form=TARGETS)))
    for which, (model, form, source) in enumerate(sources):
        paths = []
        for name, command in REWRITES.items():
            path = tmp_path / f"{which} {name}.pdf"
            done = subprocess.run([*command, source, path], capture_output=True)
            assert path.exists(), done.stderr
            paths.append(path)
        for path, (verdict, names) in zip(paths, verdicts(model, form, paths)):
            accepted += verdict == "pixels"
            if verdict != "pixels":
                wrong.append((path.name, verdict, names))
    with capsys.disabled():
        print(f"\nharmless rewritings of PDFs: {accepted + len(wrong)} by {len(REWRITES)} ways, accepted {accepted}")
    assert not wrong and accepted > 100


def sign(source, path, rectangle, field=b"", behind=b"", short=0):
    """Appends a signature field to a PDF as signing programs do; the signature itself is nought."""
    pdf = Pdf(source)
    first = pdf.write(path).read_bytes()
    look, widget, value, last = (max(pdf.objects) + n for n in (1, 2, 3, 3))
    page, root = pdf.pages[0], pdf.root
    pdf.set(page, b"Annots", b"[ %d 0 R ]" % widget)
    pdf.set(root, b"AcroForm", b"<< /Fields [ %d 0 R ] /SigFlags 3 >>" % widget)
    new = {page: pdf.objects[page], root: pdf.objects[root],
           look: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 22 >>\nstream\n1 0 0 rg 0 0 9 9 re f \nendstream",
           widget: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 132 /Rect [%s] /V %d 0 R /AP << /N %d 0 R >> %s>>" % (
               rectangle, value, look, field),
           value: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 BEGIN.... END...... SIZE.....] "
                  b"/Contents <%s> >>" % (b"0" * 64)}
    out, places = first, {}
    for number, body in new.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % item for item in sorted(places.items()))
    before = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    out += b"xref\n%strailer << /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, last + 1, root, pdf.info, before, len(out))
    begin = out.index(b"<" + b"0" * 64)
    for name, number in ((b"BEGIN....", begin), (b"END......", begin + 66), (b"SIZE.....", len(out) - begin - 66 - short)):
        out = out.replace(name, b"%-9d" % number, 1)
    path.write_bytes(out + behind)
    return path


def test_a_signature_over_the_whole_file_is_told_and_its_seal_named(tmp_path):
    source, = render(tmp_path, TWO, "a.pdf")
    def said(path):
        done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--model", TWO, path], capture_output=True, encoding="utf-8")
        return done.returncode, json.loads(done.stdout)["verdict"], [f["name"] for f in map(json.loads, done.stderr.splitlines()) if f["code"] > "BP6"]
    free, over = b"700 10 760 30", b"0 100 842 500"
    assert said(sign(source, tmp_path / "b.pdf", b"0 0 0 0")) == (0, "pixels", ["signed"])
    assert said(sign(source, tmp_path / "b.pdf", free)) == (0, "pixels", ["signed", "seal"])
    status, verdict, names = said(sign(source, tmp_path / "b.pdf", over))
    assert (status, verdict) == (1, "unknown") and "seal-over-text" in names
    for way in (dict(short=1), dict(behind=b"\n"), dict(field=b"/AA << /E << /S /JavaScript /JS (1) >> >> ")):
        status, verdict, names = said(sign(source, tmp_path / "b.pdf", free, **way))
        assert (status, verdict) == (1, "differs") and "signed" not in names and "object-added" in names, way


def test_a_forged_record_does_not_make_a_file_equal(tmp_path):
    """It can only lower what is compared: words at most, which is no success unless it is asked for."""
    source, = render(tmp_path, TWO, "a.pdf", options=["--option", "pdf.profile=plain"])
    for before, after in ((b"<budgetpress:version>", b"<budgetpress:version>9."), (b"<budgetpress:fontsSHA256>", b"<budgetpress:fontsSHA256>0"),
                          (b"<budgetpress:options>", b"<budgetpress:options>x=1 "), (b"<budgetpress:options>profile=plain", b"<budgetpress:options>profile=print"),
                          (b"<budgetpress:date>", b"<budgetpress:date>99999999999999999999"), (b"budgetpress:", b"other:")):
        pdf = Pdf(source)
        number = next(n for n in pdf.objects if b"/Subtype /XML" in pdf.dictionary(n))
        assert before in pdf.stream(number)
        pdf.put_stream(number, pdf.stream(number).replace(before, after))
        (verdict, _), = verdicts(TWO, TARGETS, [pdf.write(tmp_path / "b.pdf")])
        assert verdict in ("words", "differs"), after
        assert subprocess.run([PROGRAM, "verify", "--model", TWO, tmp_path / "b.pdf"], capture_output=True).returncode == 1
