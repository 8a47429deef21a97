#!/usr/bin/env python3
"""What a PDF's bytes are spent on: each profile of a one-page table and of the whole example, beside what cannot be saved.

That is the outlines of the glyphs (the charstrings or the glyf table of each subset, deflated by themselves) and the text (UTF-8,
deflated by itself). The rest, which the ratio shows, is where everything stands, rules, widths, code maps, metadata and structure.
"""
import json
import re
import subprocess
import sys
import zlib

from common import OUT, PROGRAM, ROOT, print_row

EXAMPLE = ROOT / "examples" / "guangzhou-internet-court-2024.json"
PROFILES = ("plain", "print", "archive")
MOST = 1.3          # of the one-page table, every profile
LARGEST = 400_000   # bytes of the whole table in archive
WIDTHS = (22, 8, 10, 8, 8, 7)


def one_page():
    """The example's first projects: as many as fill its first page."""
    model = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    model["projects"] = model["projects"][:4]
    model.pop("reported", None)
    path = OUT / "one-page.json"
    path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    return path


def font_programs(path):
    """(key, bytes) of each embedded font program, as qpdf unpacks it."""
    data = json.loads(subprocess.run(["qpdf", "--json", path], check=True, capture_output=True).stdout)
    for value in data["qpdf"][1].values():
        descriptor = value.get("value")
        for key in ("/FontFile2", "/FontFile3"):
            if isinstance(descriptor, dict) and key in descriptor:
                yield key, subprocess.run(["qpdf", f"--show-object={descriptor[key].split()[0]}", "--filtered-stream-data", path],
                                          check=True, capture_output=True).stdout


def number(data, at, size):
    return int.from_bytes(data[at:at + size], "big")


def index_of(cff, at):
    """(start, end) of each item of a CFF INDEX, and where the INDEX ends."""
    count, size = number(cff, at, 2), cff[at + 2]
    if not count:
        return [], at + 2
    offsets = [number(cff, at + 3 + i * size, size) for i in range(count + 1)]
    base = at + 2 + (count + 1) * size
    return [(base + a, base + b) for a, b in zip(offsets, offsets[1:])], base + offsets[-1]


def top_entry(dictionary, wanted):
    """The last operand of an operator of a CFF DICT."""
    at, last = 0, None
    while at < len(dictionary):
        b = dictionary[at]
        if b <= 21:
            if b == wanted:
                return last
            at += 2 if b == 12 else 1
        elif b == 30:
            while dictionary[at] & 15 != 15:
                at += 1
            at += 1
        elif b in (28, 29):
            last = int.from_bytes(dictionary[at + 1:at + (3 if b == 28 else 5)], "big", signed=True)
            at += 3 if b == 28 else 5
        elif b <= 246:
            last, at = b - 139, at + 1
        else:
            last = (b - 247) * 256 + dictionary[at + 1] + 108 if b <= 250 else -(b - 251) * 256 - dictionary[at + 1] - 108
            at += 2
    sys.exit("no such entry in a CFF DICT")


def outlines(key, program):
    if key == "/FontFile2":
        for i in range(number(program, 4, 2)):
            entry = 12 + 16 * i
            if program[entry:entry + 4] == b"glyf":
                return program[number(program, entry + 8, 4):][:number(program, entry + 12, 4)]
    _, at = index_of(program, program[2])
    tops, at = index_of(program, at)
    _, at = index_of(program, at)
    subrs, _ = index_of(program, at)
    glyphs, _ = index_of(program, top_entry(program[slice(*tops[0])], 17))
    return b"".join(program[a:b] for a, b in [*subrs, *glyphs])


def needed(path):
    """Bytes of the outlines, and of the text."""
    programs = sum(len(zlib.compress(outlines(*p), 6)) for p in font_programs(path))
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True).stdout
    return programs, len(zlib.compress(text, 6))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    failed = False
    print_row("", "pages", "bytes", "outlines", "text", "ratio", widths=WIDTHS)
    for name, model in (("one page", one_page()), ("whole example", EXAMPLE)):
        for profile in PROFILES:
            path = OUT / f"{model.stem}-{profile}.pdf"
            subprocess.run([PROGRAM, "render", model, "-o", path, "--option", f"pdf.profile={profile}"], check=True)
            pages = int(re.search(rb"Pages:\s+(\d+)", subprocess.run(["pdfinfo", path], check=True, capture_output=True).stdout)[1])
            (programs, text), size = needed(path), path.stat().st_size
            ratio = size / (programs + text)
            failed |= name == "one page" and (ratio > MOST or pages != 1) or size > LARGEST
            print_row(f"{name}, {profile}", pages, size, programs, text, f"{ratio:.2f}", widths=WIDTHS)
    if failed:
        sys.exit(f"more than {MOST} times what the one-page table needs, or more than {LARGEST} bytes")


if __name__ == "__main__":
    main()
