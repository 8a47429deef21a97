"""Lets tests of one folder use what those of another define, and marks those that start LibreOffice, themselves or by a fixture or a
function of their module."""
import pathlib
import sys
import types

import pytest

sys.path.extend(sorted({str(path.parent) for path in pathlib.Path(__file__).parent.rglob("test_*.py")}))


def calls(function):
    """The names and strings in a function's code, with what stands in it."""
    codes, found = [function.__code__], set()
    for code in codes:
        found.update(code.co_names, (const for const in code.co_consts if isinstance(const, str)))
        for const in code.co_consts:
            codes.extend([const] if isinstance(const, types.CodeType) else [])
            found.update(const if isinstance(const, tuple) and all(isinstance(c, str) for c in const) else ())
    return found


def starts_office(item):
    fixtures = item.fixturenames
    to_see, seen = [item.function], set()
    for name in fixtures:
        for definition in item.session._fixturemanager.getfixturedefs(name, item.nodeid if pytest.version_tuple < (8,) else item) or ():
            to_see.append(definition.func)
    while to_see:
        function = to_see.pop()
        if not isinstance(function, types.FunctionType) or function in seen:
            continue
        seen.add(function)
        names = calls(function)
        if "soffice" in names:
            return True
        to_see.extend(function.__globals__.get(name) for name in names)
    return False


def pytest_collection_modifyitems(items):
    for item in items:
        if starts_office(item):
            item.add_marker("office")
