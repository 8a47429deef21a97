"""The documents that are held against the standards: each by name, its model, form and options, and what it must conform to."""
import json
import os
import shutil
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import fontmaker  # noqa: E402
from common import EXAMPLE, INDICATORS, ROOT, TARGETS, font_set, model_of, project, read_json  # noqa: E402

ARCHIVE, PRINT = ("2a", "ua1"), ("2b",)
CLAUSES = ["保障机构正常运转，完成年度审判任务，提升司法服务水平。", "按合同约定及时足额支付，资金使用合规，群众满意度持续提高。",
           "完成信息化系统升级改造，系统可用率达到99.9%以上；故障响应时间≤30分钟。"]
HOSTILE = "\"A&B\" <b>'x'</b> ]]> &amp; (\\) %%EOF endobj 😀 עברית العربية 表"


def many(count, agencies=3):
    """As many projects, no two with the same text, over several agencies."""
    units = [{"id": f"a{i}", "name": f"第{i}单位"} for i in range(agencies)]
    projects = []
    for i in range(count):
        indicators = [{"level1": "1", "level2": "11", "name": f"完成数量{i}-{k}", "period_value": f"≥{i + k}个",
                       "annual_value": f"≥{k}个"} for k in range(3 + i % 5)]
        projects.append(project(i, agency=f"a{i * agencies // count}", name=f"专项经费项目第{i}号", indicators=indicators,
                                goal=[CLAUSES[(i + k) % 3] for k in range(1 + i % 4)]))
    return model_of(projects, units)


def hostile():
    model = model_of([project(1, name=HOSTILE, goal=[HOSTILE, "第二段。"])], [{"id": "a1", "name": HOSTILE}])
    return {**model, "title": HOSTILE, "department": {"name": HOSTILE}, "notes": [HOSTILE]}


def beyond_bmp():
    return model_of([project(1, name="𠮷野家𬱖项目", goal=["𠀀𪛖𫝀𫠠", "生僻字：𰻝面、㐂、龘。"])])


FONTS = {"glyf": fontmaker.truetype, "nested": fontmaker.nested, "cff": fontmaker.cff, "cff-2048": lambda: fontmaker.cff(units=2048),
         "cff2": lambda: fontmaker.cff(version=2), "variable-glyf": fontmaker.variable_truetype,
         "variable-cff2": fontmaker.variable_cff2}


NOTO = {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2}


def folder_of(name):
    folder = ROOT / os.environ.get("BUILD", "build") / "conformance" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def font_documents():
    """One document for each way in which a font program comes about."""
    for name, make in FONTS.items():
        folder = folder_of(f"font-{name}")
        path = fontmaker.save(make(), folder)
        fonts = font_set(folder, {"family": name, "file": str(path)}, NOTO)
        yield f"font-{name}", model_of([project(1, name=fontmaker.TEXT)]), TARGETS, ["--font-set", str(fonts)], ARCHIVE


def shaded_form():
    """The targets with a ground under the total: in a folder of its own, with the dictionaries beside it."""
    templates = ROOT / os.environ.get("BUILD", "build") / "conformance" / "templates"
    shutil.rmtree(templates, ignore_errors=True)
    shutil.copytree(ROOT / "templates", templates)
    path = templates / TARGETS / "form.json"
    form = read_json(path)
    form["rows"][0]["shaded"] = True
    path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    return str(path.parent)


def documents():
    """(name, model, form, options, flavours)."""
    demo = read_json(EXAMPLE)
    long = many(1500)  # 300 pages and more
    for profile, flavours in (("archive", ARCHIVE), ("print", PRINT)):
        for name, model, form in (("demo", demo, TARGETS), ("flat", demo, INDICATORS), ("empty", model_of([]), TARGETS),
                                  ("empty-flat", model_of([]), INDICATORS), ("long", long, TARGETS),
                                  ("beyond-bmp", beyond_bmp(), TARGETS), ("hostile", hostile(), TARGETS)):
            yield f"{name}-{profile}", model, form, [f"pdf.profile={profile}"], flavours
    for name, options in (("classic", ["pdf.compact=0"]), ("linear", ["pdf.linearize=1"]),
                          ("linear-classic", ["pdf.linearize=1", "pdf.compact=0"])):
        yield f"demo-{name}", demo, TARGETS, options, ARCHIVE
    yield "flat-linear", demo, INDICATORS, ["pdf.linearize=1"], ARCHIVE
    tall = model_of([project(1, name="这个项目的名称长得一页也放不下，" * 60, indicators=demo["projects"][1]["indicators"][:3]),
                     project(2)])
    yield "flat-tall", tall, INDICATORS, [], ARCHIVE
    wordy = {**model_of([project(1)]), "title": "很长的标题" * 30, "notes": ["很长的说明，" * 1500, "第二条。"]}
    yield "wordy", wordy, TARGETS, [], ARCHIVE
    yield "flat-long", many(150), INDICATORS, [], ARCHIVE
    yield from font_documents()
    yield "demo-uming", demo, TARGETS, ["--font-set", "uming"], ARCHIVE
    private = {**model_of([project(1, name="甲\uf6c5乙\ufeff丙")]), "title": "\uf6c5标题\ufeff", "notes": ["\uf6c5"]}
    fonts = font_set(folder_of("private-use"), NOTO, {"family": "BabelStone Han", "file": "truetype/babelstone/BabelStoneHan.ttf"})
    yield "private-use", private, TARGETS, ["--font-set", str(fonts)], ARCHIVE
    yield "shaded", demo, shaded_form(), [], ARCHIVE
    for path in sorted(EXAMPLE.parent.glob("*.json")):
        yield f"example-{path.stem}", read_json(path), None, [], ARCHIVE
    yield "dated", demo, TARGETS, ["SOURCE_DATE_EPOCH=1704067200"], ARCHIVE
